import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRun } from '../../src/load/saved/runs.js';
import { savedRun, threeTiers } from '../fixtures/saved-runs.js';
import { runCli, runJson } from '../helpers/cli.js';

describe('report', () => {
  let directory: string;
  let env: Record<string, string>;
  const [light, medium, heavy] = threeTiers();
  const cut = savedRun(
    { tier: 'heavy', users: 1000, start: Date.UTC(2026, 1, 1) / 1000, id: 'cccccc' },
    { ended: 'interrupted' },
  );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-report-'));
    env = { OBS_LAB_HOME: join(directory, 'home') };
    const runsDir = join(directory, 'home', 'runs');
    for (const run of [light!, medium!, heavy!, cut]) await saveRun(runsDir, run);
    await writeFile(join(runsDir, 'broken.json'), '{');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const report = (...args: string[]) => runCli(['report', ...args], { env });
  const json = <T = { error: { code: string } }>(...args: string[]) =>
    runJson<T>(['report', ...args], { env });

  it('shows the last completed run of each tier side by side', async () => {
    const output = join(directory, 'deep', 'page.html');
    const { exitCode, json: document } = await json<{ runs: string[]; title: string; passedOver: object[] }>(
      '--output',
      output,
    );
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      output,
      format: 'html',
      title: 'Stable with 40 users, contention with 200, overload with 1,000',
      runs: [light!.run, medium!.run, heavy!.run],
      conclusions: expect.arrayContaining([
        { tone: 'bad', claim: 'Errors start at about 620 users.', because: expect.any(String) },
      ]),
      passedOver: [{ file: 'broken.json', reason: 'it is not JSON, or was cut off' }],
    });
    expect(await readFile(output, 'utf8')).toMatch(/^<!doctype html>/);
    expect(await readdir(join(directory, 'deep'))).toEqual(['page.html']);
    expect((await report('--output', output)).exitCode).toBe(0);
  });

  it('writes Markdown to stdout, and nothing else there', async () => {
    const { exitCode, stdout, stderr } = await report('light', cut.run, '--format', 'md', '--output', '-');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^<!-- obs-lab report -->\n\n# Stable with 40 users, overload with 1,000\n/);
    expect(stdout).toContain('heavy was interrupted.');
    expect(stderr).toContain('Skipped broken.json: it is not JSON');
  });

  it('lists the saved runs', async () => {
    const { stdout, exitCode } = await report('--list');
    expect(exitCode).toBe(0);
    for (const { run } of [light!, medium!, heavy!, cut]) expect(stdout).toContain(run);
    expect(stdout).toMatch(/interrupted/);
    const listed = await json<{ runs: { run: string; verdict: string; reconciled: boolean }[] }>('--list');
    expect(listed.json.runs).toHaveLength(4);
    expect(listed.json.runs[0]).toMatchObject({
      run: light!.run,
      verdict: 'stable',
      reconciled: true,
      users: 40,
    });
  });

  it('does not replace a file that is not a report', async () => {
    const path = join(directory, 'notes.html');
    await writeFile(path, 'mine');
    expect(await json('--output', path)).toMatchObject({
      exitCode: 2,
      json: { error: { code: 'FILE_EXISTS' } },
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect((await report('--output', path, '--force')).exitCode).toBe(0);
  });

  it.each([
    [['nobody'], 2, 'UNKNOWN_RUN'],
    [['2026'], 2, 'AMBIGUOUS_RUN'],
    [['--format', 'pdf'], 2, 'USAGE'],
    [['--list', '--output', 'x'], 2, 'USAGE'],
  ])('%j ends with %i', async (args, code, error) =>
    expect(await json(...args)).toMatchObject({ exitCode: code, json: { error: { code: error } } }),
  );

  it('says what to do if nothing was saved yet', async () => {
    const empty = { env: { OBS_LAB_HOME: join(directory, 'empty') } };
    const { exitCode, stderr } = await runCli(['report'], empty);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/no saved runs.*\n.*obs-lab stress --tier light/);
    expect((await runCli(['report', '--list'], empty)).stdout).toContain('No saved runs yet');
  });
});
