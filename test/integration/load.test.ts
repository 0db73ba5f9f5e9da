import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runExitCode } from '../../src/cli/exit-codes.js';
import { decodeLatency } from '../../src/load/generator/latency.js';
import { parseThreshold } from '../../src/load/request/thresholds.js';
import type { Tier } from '../../src/load/request/tiers.js';
import type { LoadRun, SavedRun } from '../../src/load/run/load-run.js';
import { type LoadEvent, runLoad } from '../../src/load/run/run-load.js';
import { latestRun } from '../../src/load/saved/runs.js';
import { SavedRunSchema } from '../../src/load/saved/saved-run-schema.js';
import { buildReport } from '../../src/report/model.js';
import { stressText } from '../../src/ui/load/stress-text.js';
import {
  expectTrafficGoesOn,
  itemsOf,
  type LoadLab,
  SMALL_TIER,
  startLoadLab,
  trafficSent,
} from '../helpers/load-lab.js';
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

interface Conducted {
  run: LoadRun;
  file: string | null;
  events: LoadEvent[];
}

/** @param during called with every event, to interfere */
async function conduct(
  tier: Partial<Tier> = {},
  during: (event: LoadEvent, ends: { stop: AbortController; interrupt: AbortController }) => void = () =>
    undefined,
  target = lab.target(),
  directory = runsDir,
): Promise<Conducted> {
  const ends = { stop: new AbortController(), interrupt: new AbortController() };
  const events: LoadEvent[] = [];
  const result = await runLoad({
    tier: { ...SMALL_TIER, ...tier },
    thresholds: [parseThreshold('p95<10s'), parseThreshold('errors<1%')],
    target,
    runsDir: directory,
    stop: ends.stop.signal,
    interrupt: ends.interrupt.signal,
    on(event) {
      events.push(event);
      during(event, ends);
    },
  });
  return { ...result, events };
}

function expectProven({ reconciliation, client: { responses }, server }: LoadRun) {
  expect(reconciliation).toMatchObject({ ok: true, counterReset: false, problems: [], client: responses });
  expect(server.responses).toBe(reconciliation?.server);
}

describe('a load run', () => {
  // With long timeouts: on an overloaded machine, a request abandoned too early would be a difference.
  it('is reconciled with the server’s counters to the last request, traffic running before and after', async () => {
    await until('traffic runs', async () => (await trafficSent(lab)) > 5);
    let sentAtStart = 0;
    let sentAtEnd = 0;
    const { run, events } = await conduct({ timeoutMs: 30_000 }, (event) => {
      if (event.type !== 'phase') return;
      if (event.phase === 'running') void trafficSent(lab).then((n) => (sentAtStart = n));
      if (event.phase === 'draining') void trafficSent(lab).then((n) => (sentAtEnd = n));
    });
    expectProven(run);
    expect(run.reconciliation?.difference).toBe(0);
    expect(run.client.responses).toBeGreaterThan(0);
    for (const row of run.reconciliation?.rows ?? []) {
      expect(row.server, JSON.stringify(row)).toBe(row.client);
    }
    expect(Object.keys(run.client.byStatus).sort()).toEqual(['200', '201', '204']);
    expect(sentAtEnd).toBe(sentAtStart);
    await until('traffic goes on', async () => (await trafficSent(lab)) > sentAtEnd);
    expect(run).toMatchObject({
      ended: 'completed',
      verdict: 'stable',
      generatorLimited: false,
      notices: [],
    });
    expect(runExitCode(run)).toBe(0);
    expect(events.filter(({ type }) => type === 'phase')).toEqual(
      ['preparing', 'running', 'draining', 'reconciling'].map((phase) => ({ type: 'phase', phase })),
    );
  });

  it('is saved with what Prometheus saw, and leaves no item behind', async () => {
    const { run, file } = await conduct({ holdSeconds: 6 });
    const saved = JSON.parse(await readFile(file!, 'utf8')) as SavedRun;
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
    expect(await itemsOf(lab, run.run)).toBe(0);
  });

  it('accounts for timeouts and 503s separately while the database hangs', async () => {
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
    expect(runExitCode(run)).toBe(1);
    expect(await itemsOf(lab, run.run)).toBe(0);
  });

  it('reports that the API restarted in the middle', async () => {
    let restarted: Promise<unknown> | undefined;
    let back = false;
    const restart = async (): Promise<void> => {
      await lab.api.kill();
      await lab.restartApi();
      back = true;
    };
    // Until the API is back, and one more interval.
    const { run, file } = await conduct({ holdSeconds: 120 }, (event, { stop }) => {
      if (event.type !== 'interval') return;
      if (back) stop.abort();
      restarted ??= restart();
    });
    await restarted;
    expect(run.reconciliation).toMatchObject({ ok: false, counterReset: true });
    expect(run.reconciliation?.problems.join()).toContain('restarted during the run');
    expect(run.client.errors.byErrno['ECONNREFUSED']).toBeGreaterThan(0);
    expect(runExitCode(run)).toBe(1);
    // In words, and in red: on the console and in the report.
    expect(stressText(run, file, { color: false })).toMatch(/✗ .*\n.*The API restarted during the run/);
    const saved = SavedRunSchema.parse(JSON.parse(await readFile(file!, 'utf8')));
    const claims = buildReport([saved]).conclusions.filter(({ tone }) => tone === 'bad');
    expect(claims.map(({ because }) => because).join()).toContain('The API restarted during the run');
  });

  it('reports that the API is gone at the end', async () => {
    let killed: Promise<void> | undefined;
    const { run } = await conduct({ holdSeconds: 4 }, (event) => {
      if (event.type === 'interval') killed ??= lab.api.kill();
    });
    await killed;
    expect.soft(run).toMatchObject({ reconciliation: null, server: { responses: null } });
    expect.soft(run.verdict).toBe('overload');
    expect.soft(run.notices.join()).toContain('no longer answers');
    expect.soft(runExitCode(run)).toBe(1);

    const before = await trafficSent(lab);
    await expect(conduct()).rejects.toMatchObject({ code: 'NOT_RUNNING', exitCode: 3 });
    await lab.restartApi();
    await until('traffic goes on', async () => (await trafficSent(lab)) > before);
  });

  it('stops early and still reports', async () => {
    const { run } = await conduct({ holdSeconds: 600 }, (event, { stop }) => {
      if (event.type === 'interval') stop.abort();
    });
    expectProven(run);
    expect(run).toMatchObject({ ended: 'stopped', durationSeconds: 600 });
    expect(run.sendingSeconds).toBeLessThan(60);
    expect(run.client.errors.aborted).toBe(0);
    expect(runExitCode(run)).toBe(0);
  });

  it.each<[string, number, (event: LoadEvent) => boolean]>([
    ['while users work', 600, ({ type }) => type === 'interval'],
    ['while the last answers come', 1, (event) => event.type === 'phase' && event.phase === 'draining'],
    ['while counters are compared', 1, (event) => event.type === 'phase' && event.phase === 'reconciling'],
  ])(
    'saves a partial run when interrupted %s, and lets the traffic continue',
    async (_when, holdSeconds, isNow) => {
      const { run } = await conduct({ holdSeconds }, (event, { interrupt }) => {
        if (isNow(event)) interrupt.abort();
      });
      expectProven(run);
      expect(run.ended).toBe('interrupted');
      expect(runExitCode(run)).toBe(130);
      expect(await readdir(runsDir)).toContain(`${run.run}.json`);
      expect(await itemsOf(lab, run.run)).toBe(0);
      await expectTrafficGoesOn(lab);
    },
  );

  it('loads any other server, and reports that nothing can be compared', async () => {
    const paths = new Set<string>();
    const server = createServer((req, res) => {
      paths.add(`${req.method} ${req.url}`);
      res.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const before = await trafficSent(lab);
    const { run, file, events } = await conduct({}, undefined, { url, path: '/hello' });
    server.close();
    server.closeAllConnections();
    expect([...paths]).toEqual(['GET /hello']);
    expect(run).toMatchObject({ target: `${url}/hello`, reconciliation: null, server: { responses: null } });
    expect(run.client.responses).toBeGreaterThan(0);
    expect(run.notices.join()).toContain('not the lab’s own API');
    expect(runExitCode(run)).toBe(0);
    expect(JSON.parse(await readFile(file!, 'utf8'))).toMatchObject({
      target: run.target,
      serverSeries: null,
    });
    expect(events.some(({ type }) => type === 'server')).toBe(false);
    // The lab is not involved: its traffic continues, and this run doesn't count as one of its light runs.
    expect(await trafficSent(lab)).toBeGreaterThan(before);
    expect((await latestRun(runsDir, 'light'))?.run).not.toBe(run.run);

    const moved = createServer((_req, res) => res.writeHead(302, { Location: '/login' }).end());
    await new Promise<void>((resolve) => moved.listen(0, '127.0.0.1', resolve));
    const page = { url: `http://127.0.0.1:${(moved.address() as AddressInfo).port}`, path: '/' };
    const redirected = await conduct({ holdSeconds: 1 }, undefined, page);
    moved.close();
    expect(redirected.run.notices.join()).toContain('redirects are not followed');

    await expect(conduct({}, undefined, { url })).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      exitCode: 3,
    });
  });

  it('is reported even if it can’t be saved', async () => {
    const noDirectory = join(runsDir, 'file');
    await writeFile(noDirectory, '');
    const { run, file } = await conduct({ holdSeconds: 1 }, undefined, undefined, noDirectory);
    expectProven(run);
    expect(file).toBeNull();
    const said = stressText(run, file, { color: false });
    expect(said).toMatch(/! The result could not be saved: (ENOTDIR|EEXIST)[^]*^saved +✗ no$/m);
  });

  it('ends at once if it is interrupted before anything was sent', async () => {
    const saved = await readdir(runsDir);
    const early = conduct({}, (event, { interrupt }) => {
      if (event.type === 'phase' && event.phase === 'preparing') interrupt.abort();
    });
    await expect(early).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(await readdir(runsDir)).toEqual(saved);
  });
});
