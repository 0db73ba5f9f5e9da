import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LoadRun, SavedRun } from '../../src/load/runs.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { TestTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/wait.js';

type Document = LoadRun & { file: string };

describe('stress', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await createLab();
    expect(await lab.up()).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => lab?.close());

  const stress = (...flags: string[]): string[] => [
    'stress',
    '--tier',
    'light',
    '--duration',
    '2s',
    ...flags,
  ];

  /** Such as `traffic_paused`, by traffic's own page. */
  async function trafficMetric(name: string): Promise<number> {
    const page = await (await fetch(`http://127.0.0.1:${lab.ports.traffic}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
  }

  /** This lab's generator processes, told from others by their environment. */
  function generators(): string[] {
    const { stdout } = spawnSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    return stdout
      .split('\n')
      .filter((line) => line.includes('load/generator.js') && line.includes(`OBS_LAB_HOME=${lab.home.path}`));
  }

  it('ends with 0, one document on stdout, a line a second on stderr, and a saved run', async () => {
    const { exitCode, json } = await lab.json<Document>(stress());
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      tier: 'light',
      users: 50,
      spawnRate: 10,
      durationSeconds: 2,
      ended: 'completed',
      reconciliation: {
        ok: true,
        difference: 0,
        client: json.client.responses,
        server: json.client.responses,
      },
      thresholds: [
        { name: 'p95', operator: '<', limit: 250, unit: 'ms' },
        { name: 'errors', operator: '<', limit: 0.01, unit: 'ratio' },
      ],
      verdict: expect.stringMatching(/^(stable|contention|overload)$/),
    });
    expect(json.client.latencyMs).toMatchObject({ p50: expect.any(Number), max: expect.any(Number) });
    expect(json.server.p95Ms).toBeGreaterThan(0);
    const saved = JSON.parse(await readFile(json.file, 'utf8')) as SavedRun;
    expect(saved.run).toBe(json.run);

    const plain = await lab.cli(stress());
    expect(plain.stderr.match(/^ +\d+ s +\d+ users +[\d,]+ req\/s .* errors none/gm)?.length).toBeGreaterThan(
      3,
    );
    expect(plain.stdout).toContain('reconciled    ✓');
    expect(plain.stdout + plain.stderr).not.toContain('\u001b');
  });

  it('ends with 1 where a threshold is crossed, and says which', async () => {
    const { exitCode, json } = await lab.json<Document>(stress('--threshold', 'p95<0.001ms'));
    expect(exitCode).toBe(1);
    expect(json.thresholds.map(({ name, pass }) => [name, pass])).toEqual([
      ['errors', true],
      ['p95', false],
    ]);
    expect(json.reconciliation?.ok).toBe(true);
  });

  it.each([
    [['stress'], 'USAGE'],
    [['stress', '--tier', 'enormous'], 'UNKNOWN_TIER'],
    [['stress', '--tier', 'light', '--duration', 'long'], 'DURATION_INVALID'],
    [['stress', '--tier', 'light', '--duration', '0s'], 'DURATION_INVALID'],
    [['stress', '--tier', 'light', '--threshold', 'p95<fast'], 'THRESHOLD_INVALID'],
    [['stress', '--tier', 'light', '--threshold', 'speed<1s'], 'THRESHOLD_INVALID'],
  ])('%j ends with 2', async (args, code) => {
    const { exitCode, json } = await lab.json<{ error: { code: string } }>(args);
    expect(exitCode).toBe(2);
    expect(json.error.code).toBe(code);
  });

  it('refuses a second load at the same time', async () => {
    const first = lab.start(stress());
    await until('the first one runs', () => first.output().stderr.includes(' users '));
    const second = await lab.json<{ error: { code: string } }>(stress());
    expect(second).toMatchObject({ exitCode: 4, json: { error: { code: 'LOCKED' } } });
    expect((await first.done).exitCode).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: 130, a partial run, traffic goes on, no orphan',
    async (signal) => {
      const before = await readdir(lab.home.runsDir).catch((): string[] => []);
      const running = lab.start(['stress', '--tier', 'light', '--duration', '10m', '--json']);
      await until('traffic is paused', async () => (await trafficMetric('traffic_paused')) === 1);
      await until('the generator sends', async () => {
        const page = await (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
        return Number(/^http_requests_in_flight (\d+)$/m.exec(page)?.[1]) > 0;
      });
      running.child.kill(signal);
      const { exitCode, stdout } = await running.done;
      expect(exitCode).toBe(130);
      const document = JSON.parse(stdout) as Document;
      expect(document).toMatchObject({ ended: 'interrupted', reconciliation: { ok: true } });
      expect(await readdir(lab.home.runsDir)).toEqual([...before, `${document.run}.json`].sort());
      expect(await trafficMetric('traffic_paused')).toBe(0);
      expect(generators()).toEqual([]);
    },
  );

  it('kill -9 leaves no orphan, and the next run is not hindered', async () => {
    const running = lab.start(['stress', '--tier', 'light', '--duration', '10m']);
    await until('it runs', () => running.output().stderr.includes(' users '));
    expect(generators()).toHaveLength(1);
    running.child.kill('SIGKILL');
    await running.done;
    await until('the generator is gone', () => generators().length === 0);
    const next = await lab.json<Document>(stress());
    expect(next).toMatchObject({ exitCode: 0, json: { reconciliation: { ok: true, difference: 0 } } });
  });

  describe('in a terminal', () => {
    let terminal: TestTerminal;
    afterEach(() => terminal?.close());

    const long = ['stress', '--tier', 'light', '--duration', '10m'];

    it('shows client and server side by side, and reports when q stops it', async () => {
      terminal = new TestTerminal(long, { columns: 80, rows: 24, env: lab.env });
      await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{3}/u);
      await terminal.waitFor(/server +[\d,]+ req\/s, p95/);
      for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(80);
      terminal.type('q');
      await terminal.waitFor(/stopped early[^]*reconciled +✓/);
      expect(await terminal.exited).toBe(0);
      expect(generators()).toEqual([]);
    });

    it('Ctrl-C ends with 130, with a report, traffic going on and no orphan', async () => {
      terminal = new TestTerminal(long, { columns: 80, rows: 24, env: lab.env });
      await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{2}/u);
      terminal.type('\x03');
      await terminal.waitFor(/interrupted[^]*reconciled +✓/);
      expect(await terminal.exited).toBe(130);
      expect(await trafficMetric('traffic_paused')).toBe(0);
      expect(generators()).toEqual([]);
    });
  });

  it('ends with 3 where the lab is not running', async () => {
    const env = { OBS_LAB_HOME: join(lab.home.path, 'nobody') };
    const { exitCode, json } = await lab.json<{ error: { code: string } }>(stress(), env);
    expect(exitCode).toBe(3);
    expect(json.error.code).toBe('NOT_RUNNING');
  });
});
