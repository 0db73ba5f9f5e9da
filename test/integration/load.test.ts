import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/load/conclude.js';
import { exitCodeOfLimit, findLimit, type LimitEvent } from '../../src/load/find-limit.js';
import { decodeLatency } from '../../src/load/latency.js';
import { runLoad, type LoadEvent } from '../../src/load/run-load.js';
import type { LimitRun } from '../../src/load/limit-run.js';
import { latestRun, type LoadRun, type SavedRun } from '../../src/load/runs.js';
import { parseThreshold } from '../../src/load/thresholds.js';
import { findTier, type Tier } from '../../src/load/tiers.js';
import { startLoadLab, type LoadLab } from '../helpers/load-lab.js';
import { until } from '../helpers/wait.js';

/** Whole load runs against the lab: its API on real PostgreSQL, its traffic, a real Prometheus that scrapes them. */

let lab: LoadLab;
let runsDir: string;

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'obs-lab-test-load-runs-'));
  lab = await startLoadLab();
});

afterAll(async () => {
  await lab?.stop();
  await rm(runsDir, { recursive: true, force: true });
});

const small: Tier = { ...findTier('light'), users: 10, spawnRate: 20, holdSeconds: 2, timeoutMs: 1000 };

interface Conducted {
  run: LoadRun;
  file: string;
  events: LoadEvent[];
}

/** @param during called with every event, to meddle */
async function conduct(
  tier: Partial<Tier> = {},
  during: (event: LoadEvent, ends: { stop: AbortController; interrupt: AbortController }) => void = () =>
    undefined,
  target = lab.target(),
): Promise<Conducted> {
  const ends = { stop: new AbortController(), interrupt: new AbortController() };
  const events: LoadEvent[] = [];
  const result = await runLoad({
    tier: { ...small, ...tier },
    thresholds: [parseThreshold('p95<10s'), parseThreshold('errors<1%')],
    target,
    runsDir,
    stop: ends.stop.signal,
    interrupt: ends.interrupt.signal,
    on(event) {
      events.push(event);
      during(event, ends);
    },
  });
  return { ...result, events };
}

/** The lab's own requests so far, by its own count. */
async function trafficSent(): Promise<number> {
  const page = await (await fetch(`${lab.traffic.url}/metrics`)).text();
  return [...page.matchAll(/^traffic_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

async function itemsOf(runId: string): Promise<number> {
  const database = new pg.Client(lab.postgres.url);
  await database.connect();
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM items WHERE name LIKE $1',
    [`load ${runId}%`],
  );
  await database.end();
  return rows[0]?.n ?? -1;
}

function expectProven({ reconciliation, client: { responses }, server }: LoadRun) {
  expect(reconciliation).toMatchObject({ ok: true, counterReset: false, problems: [], client: responses });
  expect(server.responses).toBe(reconciliation?.server);
}

describe('a load run', () => {
  // With patience: on a machine that is starved, a request that was given up too early is a difference.
  it('is reconciled with the server’s counters to the last request, traffic running before and after', async () => {
    await until('traffic runs', async () => (await trafficSent()) > 5);
    let sentAtStart = 0;
    let sentAtEnd = 0;
    const { run, events } = await conduct({ timeoutMs: 30_000 }, (event) => {
      if (event.type !== 'phase') return;
      if (event.phase === 'running') void trafficSent().then((n) => (sentAtStart = n));
      if (event.phase === 'draining') void trafficSent().then((n) => (sentAtEnd = n));
    });
    expectProven(run);
    expect(run.reconciliation?.difference).toBe(0);
    expect(run.client.responses).toBeGreaterThan(0);
    for (const row of run.reconciliation?.rows ?? [])
      expect(row.server, JSON.stringify(row)).toBe(row.client);
    expect(Object.keys(run.client.byStatus).sort()).toEqual(['200', '201', '204']);
    expect(sentAtEnd).toBe(sentAtStart);
    await until('traffic goes on', async () => (await trafficSent()) > sentAtEnd);
    expect(run).toMatchObject({
      ended: 'completed',
      verdict: 'stable',
      generatorLimited: false,
      notices: [],
    });
    expect(exitCodeOf(run)).toBe(0);
    expect(events.filter(({ type }) => type === 'phase')).toEqual(
      ['preparing', 'running', 'draining', 'reconciling'].map((phase) => ({ type: 'phase', phase })),
    );
  });

  it('is saved with what Prometheus saw, and leaves no item behind', async () => {
    const { run, file } = await conduct({ holdSeconds: 6 });
    const saved = JSON.parse(await readFile(file, 'utf8')) as SavedRun;
    expect(saved).toMatchObject({ ...run, version: 1 });
    expect(await latestRun(runsDir, 'light')).toEqual(saved);
    expect(decodeLatency(saved.histogram).p95).toBe(run.client.latencyMs.p95);
    expect(saved.intervals.reduce((sum, { responses }) => sum + responses, 0)).toBe(run.client.responses);
    expect(saved.serverSeries?.rate.length).toBeGreaterThan(3);
    const { increase, p95Ms, poolWaitP95Ms } = run.server;
    // increase() extrapolates to the edges of its window, by up to two scrapes in about eight seconds.
    expect(increase! / run.client.responses).toBeGreaterThan(0.6);
    expect(increase! / run.client.responses).toBeLessThan(1.5);
    expect(p95Ms).toBeGreaterThan(0);
    expect(poolWaitP95Ms).toBeGreaterThan(0);
    expect(await itemsOf(run.run)).toBe(0);
  });

  it('accounts by name for timeouts and for 503s, while the database hangs', async () => {
    const blocker = new pg.Client(lab.postgres.url);
    await blocker.connect();
    let blocked: Promise<unknown> | undefined;
    const { run } = await conduct({ users: 30, spawnRate: 60, holdSeconds: 5 }, (event) => {
      if (event.type !== 'interval' || blocked) return;
      blocked = blocker
        .query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT')
        .finally(() => blocker.end());
    });
    await blocked;
    expectProven(run);
    const { errors, byStatus, latencyMs } = run.client;
    expect(errors.timeout).toBeGreaterThan(0);
    expect(byStatus['503']).toBeGreaterThan(0);
    expect(latencyMs.max).toBeGreaterThanOrEqual(1000);
    const { aborted499, answeredTooLate, neverCounted } = run.reconciliation!.explained;
    expect(aborted499).toBeGreaterThan(0);
    expect(aborted499 + answeredTooLate + neverCounted).toBe(
      errors.timeout + errors.closed + errors.connection,
    );
    expect(run.reconciliation!.difference).toBe(aborted499 + answeredTooLate);
    expect(run.verdict).not.toBe('stable');
    expect(run.thresholds.map(({ name, pass }) => [name, pass])).toEqual([
      ['p95', true],
      ['errors', false],
    ]);
    expect(exitCodeOf(run)).toBe(1);
    expect(await itemsOf(run.run)).toBe(0);
  });

  it('says that the API restarted in the middle', async () => {
    let restarted: Promise<unknown> | undefined;
    let back = false;
    const restart = async (): Promise<void> => {
      await lab.api.kill();
      await lab.restartApi();
      back = true;
    };
    // As long as it takes until the API is back, and one interval more.
    const { run } = await conduct({ holdSeconds: 120 }, (event, { stop }) => {
      if (event.type !== 'interval') return;
      if (back) stop.abort();
      restarted ??= restart();
    });
    await restarted;
    expect(run.reconciliation).toMatchObject({ ok: false, counterReset: true });
    expect(run.reconciliation?.problems.join()).toContain('restarted during the run');
    expect(run.client.errors.byErrno['ECONNREFUSED']).toBeGreaterThan(0);
    expect(exitCodeOf(run)).toBe(1);
  });

  it('says that the API is gone at the end', async () => {
    let killed: Promise<void> | undefined;
    const { run } = await conduct({ holdSeconds: 4 }, (event) => {
      if (event.type === 'interval') killed ??= lab.api.kill();
    });
    await killed;
    expect.soft(run).toMatchObject({ reconciliation: null, server: { responses: null } });
    expect.soft(run.verdict).toBe('overload');
    expect.soft(run.notices.join()).toContain('does not answer any more');
    expect.soft(exitCodeOf(run)).toBe(1);

    const before = await trafficSent();
    await expect(conduct()).rejects.toMatchObject({ code: 'NOT_RUNNING', exitCode: 3 });
    await lab.restartApi();
    await until('traffic goes on', async () => (await trafficSent()) > before);
  });

  it('stops early and still reports', async () => {
    const { run } = await conduct({ holdSeconds: 600 }, (event, { stop }) => {
      if (event.type === 'interval') stop.abort();
    });
    expectProven(run);
    expect(run).toMatchObject({ ended: 'stopped', durationSeconds: 600 });
    expect(run.sendingSeconds).toBeLessThan(60);
    expect(run.client.errors.aborted).toBe(0);
    expect(exitCodeOf(run)).toBe(0);
  });

  it.each<[string, number, (event: LoadEvent) => boolean]>([
    ['while users work', 600, ({ type }) => type === 'interval'],
    ['while the last answers come', 1, (event) => event.type === 'phase' && event.phase === 'draining'],
    ['while counters are compared', 1, (event) => event.type === 'phase' && event.phase === 'reconciling'],
  ])(
    'saves a partial run when interrupted %s, and lets the traffic go on',
    async (_when, holdSeconds, isNow) => {
      const { run } = await conduct({ holdSeconds }, (event, { interrupt }) => {
        if (isNow(event)) interrupt.abort();
      });
      expectProven(run);
      expect(run.ended).toBe('interrupted');
      expect(exitCodeOf(run)).toBe(130);
      expect(await readdir(runsDir)).toContain(`${run.run}.json`);
      expect(await itemsOf(run.run)).toBe(0);
      const before = await trafficSent();
      await until('traffic goes on', async () => (await trafficSent()) > before);
    },
  );

  it('loads any other server, and says that nothing can be compared', async () => {
    const paths = new Set<string>();
    const server = createServer((req, res) => {
      paths.add(`${req.method} ${req.url}`);
      res.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const before = await trafficSent();
    const { run, file, events } = await conduct({}, undefined, { url, path: '/hello' });
    server.close();
    server.closeAllConnections();
    expect([...paths]).toEqual(['GET /hello']);
    expect(run).toMatchObject({ target: `${url}/hello`, reconciliation: null, server: { responses: null } });
    expect(run.client.responses).toBeGreaterThan(0);
    expect(run.notices.join()).toContain('not the lab’s own API');
    expect(exitCodeOf(run)).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      target: run.target,
      serverSeries: null,
    });
    expect(events.some(({ type }) => type === 'server')).toBe(false);
    // It is not the lab's affair: its traffic runs on meanwhile, and its light runs are not those of this server.
    expect(await trafficSent()).toBeGreaterThan(before);
    expect((await latestRun(runsDir, 'light'))?.run).not.toBe(run.run);

    await expect(conduct({}, undefined, { url })).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      exitCode: 3,
    });
  });

  it('ends at once where it is interrupted before anything was sent', async () => {
    const saved = await readdir(runsDir);
    const early = conduct({}, (event, { interrupt }) => {
      if (event.type === 'phase' && event.phase === 'preparing') interrupt.abort();
    });
    await expect(early).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(await readdir(runsDir)).toEqual(saved);
  });
});

describe('a search for the safe limit', () => {
  /** Half a second of each probe is measured. */
  async function search(
    { maxUsers, threshold }: { maxUsers: number; threshold: string },
    during: (event: LimitEvent, interrupt: AbortController) => void = () => undefined,
  ): Promise<{ run: LimitRun; file: string; events: LimitEvent[] }> {
    const interrupt = new AbortController();
    const events: LimitEvent[] = [];
    const result = await findLimit({
      tier: { ...small, users: maxUsers, holdSeconds: 0.5 },
      thresholds: [parseThreshold(threshold)],
      target: lab.target(),
      runsDir,
      stop: new AbortController().signal,
      interrupt: interrupt.signal,
      on(event) {
        events.push(event);
        during(event, interrupt);
      },
    });
    return { ...result, events };
  }

  it('probes, proves each probe, leaves nothing behind, and is saved', async () => {
    const { run, file, events } = await search({ maxUsers: 1, threshold: 'p95<10s' });
    expect(run).toMatchObject({
      kind: 'limit',
      ended: 'completed',
      limit: { users: 1, held: 3, of: 3, failsAt: null, confidence: 'high' },
      knee: null,
      notices: [],
    });
    for (const probe of run.probes) {
      expect(probe).toMatchObject({ users: 1, holds: true, reconciliation: { ok: true, difference: 0 } });
      expect(probe.responses).toBeGreaterThan(0);
      // The warm-up is compared, but not measured.
      expect(probe.reconciliation!.client).toBeGreaterThan(probe.responses);
    }
    expect(exitCodeOfLimit(run)).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ...run, version: 1 });
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill(['probing', 'probe']).flat());
    expect(await itemsOf(run.run)).toBe(0);
    const before = await trafficSent();
    await until('traffic goes on', async () => (await trafficSent()) > before);
  });

  it('keeps what it found when interrupted, and lets the traffic go on', async () => {
    const { run } = await search({ maxUsers: 1, threshold: 'p95<0.001ms' }, (event, interrupt) => {
      if (event.type === 'probing' && event.number === 2) interrupt.abort();
    });
    expect(run).toMatchObject({
      ended: 'interrupted',
      limit: { users: null, failsAt: 1, failed: 1, failedOf: 1, confidence: 'low' },
    });
    expect(run.probes).toHaveLength(1);
    expect(exitCodeOfLimit(run)).toBe(130);
    expect(await itemsOf(run.run)).toBe(0);
    const before = await trafficSent();
    await until('traffic goes on', async () => (await trafficSent()) > before);
  });

  it('ends where the API is gone, and takes that for no limit', async () => {
    let killed: Promise<void> | undefined;
    const { run } = await search({ maxUsers: 4, threshold: 'p95<10s' }, (event) => {
      if (event.type === 'probing' && event.number === 2) killed ??= lab.api.kill();
    });
    await killed;
    expect(run).toMatchObject({ ended: 'gone', limit: { users: 1, confidence: 'low' } });
    expect(exitCodeOfLimit(run)).toBe(1);
    await lab.restartApi();
  });
});
