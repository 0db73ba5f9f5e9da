import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/load/conclude.js';
import { decodeLatency } from '../../src/load/latency.js';
import { runLoad, type LoadEvent } from '../../src/load/run-load.js';
import { latestRun, type LoadRun, type SavedRun } from '../../src/load/runs.js';
import { parseThreshold } from '../../src/load/thresholds.js';
import { findTier, type Tier } from '../../src/load/tiers.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { startLabProgram, type LabProgram } from '../helpers/lab-programs.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { freePorts } from '../helpers/ports.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

/** Whole load runs against the lab: its API on real PostgreSQL, its traffic, a real Prometheus that scrapes them. */

let postgres: TestPostgres;
let prometheus: TestPrometheus;
let client: PrometheusClient;
let api: LabProgram;
let traffic: LabProgram;
let apiPort: number;
let runsDir: string;

const startApi = () => startLabProgram('server', { PORT: String(apiPort), DATABASE_URL: postgres.url });

beforeAll(async () => {
  const [first = 0, second = 0] = await freePorts(2);
  apiPort = first;
  runsDir = await mkdtemp(join(tmpdir(), 'obs-lab-test-load-runs-'));
  const target = (job: string, port: number) =>
    `  - {job_name: ${job}, static_configs: [{targets: ['127.0.0.1:${port}']}]}`;
  const jobs = [target('api', apiPort), target('traffic', second)].join('\n');
  [postgres, prometheus] = await Promise.all([
    startPostgres(),
    startPrometheus({ config: `global: {scrape_interval: 1s}\nscrape_configs:\n${jobs}\n` }),
  ]);
  client = createPrometheusClient(prometheus.url);
  api = await startApi();
  traffic = await startLabProgram('traffic', { PORT: String(second), TARGET_URL: api.url });
  await until('Prometheus scrapes both', async () => {
    const up = await client.query('sum(up)');
    return up.resultType === 'vector' && up.series[0]?.sample.value === 2;
  });
});

afterAll(async () => {
  await traffic?.stop();
  await api?.stop();
  await prometheus?.stop();
  await postgres?.stop();
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
): Promise<Conducted> {
  const ends = { stop: new AbortController(), interrupt: new AbortController() };
  const events: LoadEvent[] = [];
  const result = await runLoad({
    tier: { ...small, ...tier },
    thresholds: [parseThreshold('p95<10s'), parseThreshold('errors<1%')],
    target: { url: api.url, lab: { trafficUrl: traffic.url, prometheus: client } },
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
  const page = await (await fetch(`${traffic.url}/metrics`)).text();
  return [...page.matchAll(/^traffic_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

async function itemsOf(runId: string): Promise<number> {
  const database = new pg.Client(postgres.url);
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
  it('is reconciled with the server’s counters to the last request, traffic running before and after', async () => {
    await until('traffic runs', async () => (await trafficSent()) > 5);
    let sentAtStart = 0;
    let sentAtEnd = 0;
    const { run, events } = await conduct({}, (event) => {
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
    const blocker = new pg.Client(postgres.url);
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
      await api.kill();
      api = await startApi();
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
      if (event.type === 'interval') killed ??= api.kill();
    });
    await killed;
    expect.soft(run).toMatchObject({ reconciliation: null, server: { responses: null } });
    expect.soft(run.verdict).toBe('overload');
    expect.soft(run.notices.join()).toContain('does not answer any more');
    expect.soft(exitCodeOf(run)).toBe(1);

    const before = await trafficSent();
    await expect(conduct()).rejects.toMatchObject({ code: 'NOT_RUNNING', exitCode: 3 });
    api = await startApi();
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

  it('saves a partial run when interrupted, and lets the traffic go on', async () => {
    const { run } = await conduct({ holdSeconds: 600 }, (event, { interrupt }) => {
      if (event.type === 'interval') interrupt.abort();
    });
    expectProven(run);
    expect(run.ended).toBe('interrupted');
    expect(exitCodeOf(run)).toBe(130);
    expect(await readdir(runsDir)).toContain(`${run.run}.json`);
    const before = await trafficSent();
    await until('traffic goes on', async () => (await trafficSent()) > before);
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
