import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LimitRun } from '../../src/load/limit/limit-run.js';
import type { LoadRun } from '../../src/load/run/load-run.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { expectAllQuiet, generators, trafficMetric } from '../helpers/stress-lab.js';
import { TestTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/wait.js';

const ENTRY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Whenever a load is interrupted, the measurements are saved, the traffic continues, and no generator is left. */
describe('stress, interrupted', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await createLab();
    expect(await lab.up('--without', 'history')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => lab?.close());

  const small = ['stress', '--users', '10', '--spawn-rate', '10'];
  const search = ['stress', '--find-limit', '--users', '4', '--duration', '2s', '--threshold', 'p95<10s'];
  const savedIn = (directory: string): Promise<string[]> => readdir(directory).catch((): string[] => []);

  it.each([
    ['SIGINT', 'while users come', ['--users', '50', '--duration', '10m'], /\d s +\d+ users/],
    ['SIGTERM', 'while all are there', ['--users', '10', '--duration', '10m'], /\d s +10 users/],
    [
      'SIGINT',
      'while counts are compared',
      ['--users', '10', '--duration', '1s'],
      /comparing with the server/,
    ],
  ] as const)('%s %s: 130, and a partial run', async (signal, _when, flags, moment) => {
    const running = lab.start(['stress', '--spawn-rate', '10', ...flags]);
    let isSent = false;
    running.child.stderr?.on('data', () => {
      if (isSent || !moment.test(running.output().stderr)) return;
      isSent = running.child.kill(signal);
    });
    const { exitCode, stdout, stderr } = await running.done;
    expect(exitCode, stdout + stderr).toBe(130);
    expect(stdout).toMatch(/^load .*, interrupted\n[^]*^reconciled +✓/m);
    const file = /^saved +(.*)$/m.exec(stdout)?.[1] ?? '';
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      ended: 'interrupted',
      reconciliation: { ok: true },
    });
    await expectAllQuiet(lab);
  });

  it('SIGTERM during a probe of a search: exits 130, and keeps the probes before it', async () => {
    const before = await savedIn(join(lab.home.runsDir, 'limits'));
    const running = lab.start([...search, '--json']);
    await until('traffic is paused', async () => (await trafficMetric(lab, 'traffic_paused')) === 1);
    await until('the generator sends', async () => {
      const page = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
      return Number(/^http_requests_in_flight (\d+)$/m.exec(page)?.[1]) > 0;
    });
    running.child.kill('SIGTERM');
    const { exitCode, stdout } = await running.done;
    expect(exitCode).toBe(130);
    const document = JSON.parse(stdout) as LimitRun;
    expect(document).toMatchObject({ ended: 'interrupted', limit: { users: null }, probes: [] });
    expect(await savedIn(join(lab.home.runsDir, 'limits'))).toEqual(
      [...before, `${document.run}.json`].sort(),
    );
    await expectAllQuiet(lab);
  });

  it('a reader that closes the pipe: a partial run, and nothing is left', async () => {
    const before = await savedIn(lab.home.runsDir);
    const running = lab.start([...small, '--duration', '10m', '--ndjson']);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    const { exitCode, stderr } = await running.done;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).not.toMatch(/EPIPE|\.js:/);
    const [name = ''] = (await savedIn(lab.home.runsDir)).filter((file) => !before.includes(file));
    expect(JSON.parse(await readFile(join(lab.home.runsDir, name), 'utf8'))).toMatchObject({
      ended: 'interrupted',
      reconciliation: { ok: true },
    });
    await expectAllQuiet(lab);
  });

  it('a full disk at stdout: reported once, and nothing is left', async () => {
    const run = [process.execPath, ENTRY, ...small, '--duration', '1s', '--ndjson'].join(' ');
    const { PATH, HOME } = process.env;
    const { status, stderr } = spawnSync('sh', ['-c', `${run} > /dev/full`], {
      env: { PATH, HOME, ...lab.env },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(4);
    expect(stderr.match(/✗ The disk is full/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/node:|\.js:/);
    await expectAllQuiet(lab);
  });

  it('kill -9 leaves no orphan, and does not block the next run', async () => {
    for (const args of [search, [...small, '--duration', '10m']]) {
      const running = lab.start(args);
      await until('its generator is there', () => generators(lab).length === 1);
      running.child.kill('SIGKILL');
      await running.done;
      await until('the generator is gone', () => generators(lab).length === 0);
    }
    const next = await lab.json<LoadRun>([...small, '--duration', '1s']);
    expect(next).toMatchObject({ exitCode: 0, json: { reconciliation: { ok: true, difference: 0 } } });
    await expectAllQuiet(lab);
  });

  describe('by Ctrl-C in a terminal', () => {
    let terminal: TestTerminal;
    afterEach(() => terminal?.close());

    it('on the screen of a run', async () => {
      terminal = new TestTerminal([...small, '--duration', '10m'], { env: lab.env });
      await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{2}/u);
      terminal.type('\x03');
      await terminal.waitFor(/interrupted[^]*reconciled +✓/);
      expect(await terminal.exited).toBe(130);
      await expectAllQuiet(lab);
    });

    it('on the screen of a search', async () => {
      terminal = new TestTerminal(search, { env: lab.env });
      await terminal.waitFor(/✓ +1 /);
      terminal.type('\x03');
      await terminal.waitFor(/probes +1, [^]*interrupted[^]*saved/);
      expect(await terminal.exited).toBe(130);
      await expectAllQuiet(lab);
    });

    // Without a screen, the terminal signals its whole process group, including a generator that is still starting.
    it('between two probes, without a screen', async () => {
      terminal = new TestTerminal(search, { env: { ...lab.env, CI: 'true' } });
      await terminal.waitFor(/✓ +1 /);
      await until('the next generator starts', () => generators(lab).length === 1);
      terminal.type('\x03');
      await terminal.waitFor(/probes +1, [^]*interrupted[^]*saved/);
      expect(await terminal.exited).toBe(130);
      await expectAllQuiet(lab);
    });
  });
});
