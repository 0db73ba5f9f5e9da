import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LimitRun } from '../../src/load/limit/limit-run.js';
import type { Tier } from '../../src/load/request/tiers.js';
import type { LoadRun, SavedRun } from '../../src/load/run/load-run.js';
import { createLab, type TestLab } from '../helpers/lab.js';
import { expectAllQuiet } from '../helpers/stress-lab.js';
import { TestTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/wait.js';

type Document = LoadRun & { file: string };

describe('stress', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await createLab();
    expect(await lab.up('--without', 'history')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => lab?.close());

  /** The minimum: half a second of ramp, then a second or two with all users. */
  const small = (...flags: string[]): string[] => ['stress', '--users', '10', '--spawn-rate', '20', ...flags];
  const stress = (...flags: string[]): string[] => small('--duration', '1s', ...flags);

  it('exits 0, with one document on stdout, one line per second on stderr, and a saved run', async () => {
    const { exitCode, json } = await lab.json<Document>(['stress', '--tier', 'light', '--duration', '2s']);
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

    const plain = await lab.cli(small('--duration', '4s'));
    expect(plain.stderr.match(/^ +\d+ s +\d+ users +[\d,]+ req\/s .* errors none/gm)?.length).toBeGreaterThan(
      3,
    );
    expect(plain.stdout).toContain('reconciled    ✓');
    expect(plain.stdout + plain.stderr).not.toContain('\u001b');
  });

  it('exits 1 if a threshold is crossed, and names it', async () => {
    const { exitCode, json } = await lab.json<Document>(stress('--threshold', 'p95<0.001ms'));
    expect(exitCode).toBe(1);
    expect(json.thresholds.map(({ name, pass }) => [name, pass])).toEqual([
      ['p95', false],
      ['errors', true],
    ]);
    expect(json.reconciliation?.ok).toBe(true);
  });

  it.each([
    [['stress'], 'USAGE'],
    [['stress', '--tier', 'enormous'], 'UNKNOWN_TIER'],
    [['stress', '--tier', 'light', '--duration', 'long'], 'DURATION_INVALID'],
    [['stress', '--tier', 'light', '--duration', '0s'], 'DURATION_INVALID'],
    [['stress', '--tier', 'light', '--threshold', 'p95<fast'], 'THRESHOLD_INVALID'],
    [['stress', '--tier', 'light', '--threshold', 'p95<1s', '--threshold', 'p95>2s'], 'THRESHOLD_INVALID'],
    [['stress', '--tier', 'light', '--threshold', 'speed<1s'], 'THRESHOLD_INVALID'],
    [['stress', '--users', 'many'], 'USERS_INVALID'],
    [['stress', '--users', '5', '--spawn-rate', '0'], 'SPAWN_RATE_INVALID'],
    [['stress', '--find-limit', '--spawn-rate', '5'], 'USAGE'],
    [['stress', '--find-limit', '--duration', '1h'], 'DURATION_INVALID'],
    [['stress', '--users', '5', '--target', 'http://shop.example'], 'TARGET_NOT_YOURS'],
    [['stress', '--users', '5', '--target', 'shop'], 'TARGET_INVALID'],
    [['stress', '--users', '5', '--i-own-this-host', 'shop.example'], 'USAGE'],
    [['stress', '--tiers', '/nowhere.yaml', '--list'], 'TIERS_UNREADABLE'],
    [['stress', '--tier', 'light', '--ndjson'], 'USAGE'], // with --json
  ])('%j exits 2', async (args, code) => {
    const { exitCode, json } = await lab.json<{ error: { code: string } }>(args);
    expect(exitCode).toBe(2);
    expect(json.error.code).toBe(code);
  });

  it('lists the tiers, including those in the user’s file, and runs one', async () => {
    const file = join(lab.home.path, 'my-tiers.yaml');
    const tier = 'users: 4, spawnRate: 10, hold: 1s, mix: {list: 1}, thresholds: [p99<10s]';
    await writeFile(file, `tiers: {tiny: {${tier}}}\n`);
    const { json } = await lab.json<{ tiers: Tier[] }>(['stress', '--list', '--tiers', file]);
    expect(json.tiers.map(({ name }) => name)).toEqual(['light', 'medium', 'heavy', 'tiny']);
    const { stdout } = await lab.cli(['stress', '--list'], { OBS_LAB_TIERS: file });
    expect(stdout).toMatch(/^tiny +4 +10\/s +1s +p99<10s/m);

    const ran = await lab.json<Document>(['stress', '--tier', 'tiny'], { OBS_LAB_TIERS: file });
    expect(ran).toMatchObject({ exitCode: 0, json: { tier: 'tiny', users: 4, durationSeconds: 1 } });
    expect(Object.keys(ran.json.client.byStatus)).toEqual(['200']);

    await writeFile(file, 'tiers:\n  tiny:\n    users: none\n');
    const broken = await lab.cli(['stress', '--list', '--tiers', file]);
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toContain('my-tiers.yaml:3:12: tiers.tiny.users ');
  });

  it('writes one document per second, then the result, with --ndjson; names a changed tier custom', async () => {
    const flags = ['--users', '5', '--spawn-rate', '5', '--duration', '2s', '--ndjson'];
    const { exitCode, stdout } = await lab.cli(['stress', ...flags]);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const documents = lines.map((line) => JSON.parse(line) as { type: string; responses?: number });
    expect(documents.length).toBeGreaterThan(3);
    const result = documents.pop() as unknown as Document;
    expect(result).toMatchObject({ type: 'run', tier: 'custom', users: 5, spawnRate: 5, ended: 'completed' });
    expect(new Set(documents.map(({ type }) => type))).toEqual(new Set(['interval']));
    expect(documents.reduce((sum, { responses = 0 }) => sum + responses, 0)).toBe(result.client.responses);
  });

  it('searches for the limit, and reports each probe', async () => {
    const slo = ['--threshold', 'p95<10s', '--threshold', 'errors<50%'];
    const flags = ['--find-limit', '--users', '1', '--duration', '2s', ...slo];
    const { exitCode, stdout, stderr } = await lab.cli(['stress', ...flags]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stderr.match(/^✓ +1 +[\d,]+ /gm)).toHaveLength(3);
    expect(stdout).toMatch(/^safe limit +at least 1 user; no more were tried$/m);
    expect(stdout).toMatch(/^confidence +high: held in 3 of 3 at 1$/m);
    expect(stdout).toMatch(/^reconciled +✓ 3 of 3 probes/m);
    const saved = JSON.parse(await readFile(/^saved +(.*)$/m.exec(stdout)?.[1] ?? '', 'utf8')) as LimitRun;
    expect(saved).toMatchObject({ kind: 'limit', ended: 'completed', limit: { users: 1 } });
    await expectAllQuiet(lab);
  });

  it('loads a page of any server on this machine, without a lab', async () => {
    const server = createServer((_req, res) => res.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hello`;
    const env = { OBS_LAB_HOME: join(lab.home.path, 'nobody') };
    const flags = ['--users', '3', '--duration', '1s', '--target', url];
    const { exitCode, json } = await lab.json<Document>(['stress', ...flags], env);
    server.close();
    server.closeAllConnections();
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ target: url, reconciliation: null });
    expect(json.client.byStatus).toEqual({ 200: json.client.responses });
  });

  it('refuses a second load at the same time', async () => {
    const first = lab.start(small('--duration', '3s'));
    await until('the first one runs', () => first.output().stderr.includes(' users '));
    const second = await lab.json<{ error: { code: string } }>(stress());
    expect(second).toMatchObject({ exitCode: 4, json: { error: { code: 'LOCKED' } } });
    expect((await first.done).exitCode).toBe(0);
  });

  describe('in a terminal', () => {
    let terminal: TestTerminal;
    afterEach(() => terminal?.close());

    const long = small('--duration', '10m');

    it('shows client and server side by side, and reports when q stops it', async () => {
      terminal = new TestTerminal(long, { columns: 80, rows: 24, env: lab.env });
      await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{3}/u);
      await terminal.waitFor(/server +[\d,]+ req\/s, p95/);
      for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(80);
      terminal.type('p');
      const held = await terminal.waitFor('screen paused, the run continues');
      const page = async () => (await fetch(`http://127.0.0.1:${lab.ports.api}/metrics`)).text();
      const scrapes = async () =>
        Number(/^http_requests_total\{.*"\/items",status="200"\} (\d+)$/m.exec(await page())?.[1]);
      const before = await scrapes();
      await until('the run goes on', async () => (await scrapes()) > before + 1000);
      expect(terminal.text()).toBe(held);
      terminal.type('p');
      await terminal.waitFor('p pauses the screen');
      terminal.type('q');
      await terminal.waitFor(/stopped early[^]*reconciled +✓/);
      expect(terminal.text()).not.toContain('p pauses the screen');
      expect(await terminal.exited).toBe(0);
      await expectAllQuiet(lab);
    });
  });

  it('exits 3 if the lab is not running', async () => {
    const env = { OBS_LAB_HOME: join(lab.home.path, 'nobody') };
    const { exitCode, json } = await lab.json<{ error: { code: string } }>(stress(), env);
    expect(exitCode).toBe(3);
    expect(json.error.code).toBe('NOT_RUNNING');
  });
});
