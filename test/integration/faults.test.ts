import { request } from 'node:http';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ControlClient, controlOn } from '../helpers/control.js';
import { type Exposition, scrape } from '../helpers/exposition.js';
import { type LabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { freePorts } from '../helpers/ports.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

// Each fault is injected into the real API, observed as in production, and cleared.

let postgres: TestPostgres;
let sql: pg.Client;
let api: LabProgram;
let control: ControlClient;

beforeAll(async () => {
  postgres = await startPostgres();
  sql = new pg.Client(postgres.url);
  sql.on('error', () => undefined);
  await sql.connect();
});
afterAll(async () => {
  await sql?.end();
  await postgres?.stop();
});
beforeEach(async () => {
  const [port = 0] = await freePorts(1);
  control = controlOn(port);
  await startApi();
  for (let i = 0; i < 3; i++) await send('POST', '/items', { name: 'lamp' });
});
afterEach(() => api.stop());

async function startApi(): Promise<void> {
  api = await startLabProgram('api', {
    DATABASE_URL: postgres.url,
    // A busy machine is not a fault: only a pool that stays empty may end in 503.
    DB_ACQUIRE_TIMEOUT_MS: '5000',
    ...control.env,
  });
  await ready();
}

async function ready(): Promise<void> {
  await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
}

/** Sends a request. @returns its status and duration in seconds */
async function send(method: string, path: string, body?: object) {
  const startedAt = performance.now();
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return { status: response.status, seconds: (performance.now() - startedAt) / 1000 };
}

async function statuses(count: number, method: string, path: string, body?: object): Promise<number[]> {
  const answers: number[] = [];
  for (let i = 0; i < count; i++) answers.push((await send(method, path, body)).status);
  return answers;
}

const page = (): Promise<Exposition> => scrape(api.url);

async function sum(name: string, labels: Record<string, string> = {}): Promise<number> {
  return (await page()).sum(name, labels);
}

function log(): Record<string, unknown>[] {
  const lines = api.output().split('\n').slice(1, -1); // complete lines
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Sessions that are in a transaction, except the test's. */
async function openTransactions(): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
       AND application_name <> 'obs-lab-api-metrics'`,
  );
  return rows[0]?.count ?? 0;
}

async function exclusiveLocks(): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'items'::regclass`,
  );
  return rows[0]?.count ?? 0;
}

async function nothingRemains(): Promise<void> {
  expect(await control.active()).toEqual([]);
  await until('no transaction is open', async () => (await openTransactions()) === 0);
  expect(await exclusiveLocks()).toBe(0);
  await ready();
  expect(await statuses(5, 'GET', '/items')).toEqual([200, 200, 200, 200, 200]);
}

describe('the database', () => {
  test('table-lock: statements wait for a session that holds the table, and the gauges name the lock', async () => {
    expect(await control.inject('table-lock')).toMatchObject({ status: 200, document: { state: 'active' } });
    let waiting: Promise<unknown> | undefined; // until PostgreSQL cancels it after its time limit
    await until('one waits for a lock', async () => {
      waiting ??= send('GET', '/items').finally(() => (waiting = undefined));
      const metrics = await page();
      return (
        metrics.sum('pg_locks_count', { mode: 'accessexclusivelock' }) === 1 &&
        metrics.sum('pg_stat_activity_count', { wait_event_type: 'Lock' }) >= 1 &&
        metrics.sum('pg_stat_activity_max_tx_duration', { state: 'idle in transaction' }) > 0
      );
    });
    const blocked = send('GET', '/items');
    await control.clear('table-lock');
    expect((await blocked).status).toBe(200);
    expect(await sum('pg_locks_count', { mode: 'accessexclusivelock' })).toBe(0);
    await nothingRemains();
  });

  test('table-lock: killing the session ends it, by the action or by hand', async () => {
    await control.inject('table-lock');
    expect((await control.act('kill-session')).document).toEqual({
      action: 'kill-session',
      ended: ['table-lock'],
    });
    await nothingRemains();
    await control.inject('table-lock');
    await sql.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'psql'`);
    await until('it is off the list', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('connection-leak: the pool runs dry, in sessions that are idle in a transaction', async () => {
    await control.inject('connection-leak');
    await until(
      'none is left',
      async () => (await sum('pg_stat_activity_count', { state: 'idle in transaction' })) === 10,
    );
    expect((await send('GET', '/items')).status).toBe(503);
    await until('it is logged', () =>
      log().some((line) => line['status'] === 503 && line['error'] === 'acquire_timeout'),
    );
    expect((await control.act('restart')).document['ended']).toEqual(['connection-leak']);
    await nothingRemains();
  });

  test('pool-shrunk: one connection for everyone, opened again for each use', async () => {
    await control.inject('pool-shrunk');
    await until('the others are closed', async () => {
      const metrics = await page();
      return metrics.sum('db_pool_connections') <= 1 && metrics.sum('pg_stat_activity_count') <= 2;
    });
    await Promise.all(Array.from({ length: 5 }, () => send('GET', '/items')));
    await until('the log shows their wait', () =>
      log().some((line) => Number(line['connection_wait_seconds']) > 0.005),
    );
    await control.act('scale-pool');
    await until('it is full again', async () => (await sum('db_pool_connections', { state: 'idle' })) === 10);
    await nothingRemains();
  });

  test('missing-index: one route scans a table; clearing brings the index back, and so does a start', async () => {
    const index = async () =>
      (await sql.query<{ there: boolean }>(`SELECT to_regclass('item_recalls_item_id') IS NOT NULL AS there`))
        .rows[0]?.there;
    const scanned = () => sum('pg_stat_user_tables_seq_tup_read', { relname: 'item_recalls' });
    await control.inject('missing-index', 'low');
    expect(await index()).toBe(false);
    await send('GET', '/items/1');
    await until('the scan is counted', async () => (await scanned()) >= 300_000);
    await control.act('restore-index');
    expect(await index()).toBe(true);
    expect((await sql.query('SELECT FROM item_recalls')).rowCount).toBe(0);

    await control.inject('missing-index', 'low');
    await api.kill();
    expect(await index()).toBe(false);
    await startApi();
    await until('it is back', index);
    await nothingRemains();
  });

  test('slow-route: every other list is slow, and nothing else is', async () => {
    await control.inject('slow-route');
    const took: number[] = [];
    for (let i = 0; i < 4; i++) took.push((await send('GET', '/items')).seconds);
    expect(took.filter((seconds) => seconds > 0.85)).toHaveLength(2);
    expect((await send('GET', '/items/1')).seconds).toBeLessThan(0.85);
    const buckets = await page();
    const slow =
      buckets.sum('db_query_duration_seconds_count', { operation: 'select' }) -
      buckets.sum('db_query_duration_seconds_bucket', { operation: 'select', le: '0.5' });
    expect(slow).toBe(2);
    expect((await control.act('disable-feature')).document['ended']).toEqual(['slow-route']);
    await nothingRemains();
  });

  test('error-burst: one operation fails, with an error of PostgreSQL', async () => {
    await control.inject('error-burst');
    expect((await send('POST', '/items', { name: 'lamp', quantity: 1 })).status).toBe(500);
    expect((await send('GET', '/items')).status).toBe(200);
    expect(await sum('db_errors_total', { reason: 'query' })).toBe(1);
    expect(api.output()).toContain('invalid input syntax for type integer');
    await control.clear();
    expect((await send('POST', '/items', { name: 'lamp' })).status).toBe(201);
    await nothingRemains();
  });

  test('db-driver: on another runtime, every query fails the same way', async () => {
    await control.inject('db-driver');
    const [version] = [...(await page()).series.keys()].filter((key) => key.startsWith('obs_lab_build_info'));
    expect(version).not.toContain(process.version);
    expect(await statuses(2, 'GET', '/items')).toEqual([500, 500]);
    expect(await statuses(2, 'POST', '/items', { name: 'lamp' })).toEqual([500, 500]);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
    await until('they are logged', () => {
      const failed = log().filter((line) => line['status'] === 500 && line['error'] === 'query');
      return failed.length === 4;
    });
    await control.act('roll-back');
    expect((await page()).series.get(`obs_lab_build_info{version="0.1.0",node="${process.version}"}`)).toBe(
      1,
    );
    await nothingRemains();
  });
});

describe('the process', () => {
  test('event-loop-block: the event loop lags', async () => {
    await control.inject('event-loop-block');
    await until('it is late', async () => (await sum('nodejs_eventloop_lag_max_seconds')) > 0.5);
    expect((await control.act('restart')).document['ended']).toEqual(['event-loop-block']);
    await until('it is in time', async () => (await sum('nodejs_eventloop_lag_p50_seconds')) < 0.1);
    await nothingRemains();
  });

  test('memory-leak: the heap grows until the API restarts as a new process would', async () => {
    const before = await page();
    const heap = before.sum('nodejs_heap_size_used_bytes');
    await control.inject('memory-leak');
    await until('the heap has grown', async () => (await sum('nodejs_heap_size_used_bytes')) > heap + 50e6);
    await until('it crashed', () => log().some((line) => line['event'] === 'crash'));
    await until('it is back', async () => (await fetch(`${api.url}/ready`)).ok);
    const after = await until('its page is there', page);
    expect(after.sum('process_start_time_seconds')).toBeGreaterThan(before.sum('process_start_time_seconds'));
    expect(after.sum('http_requests_total', { route: '/items', method: 'POST' })).toBe(0);
    expect(after.sum('nodejs_heap_size_used_bytes')).toBeLessThan(heap + 100e6);
    expect(api.child.exitCode).toBe(null);
    await control.act('disable-feature');
    await nothingRemains();
  }, 120_000);

  test('bad-release: the version changes, and a list sends a query for each row', async () => {
    await control.inject('bad-release', 'low');
    const release = (metrics: Exposition) => metrics.sum('obs_lab_build_info', { version: '0.2.0' });
    expect(release(await page())).toBe(1);
    await send('GET', '/items');
    const select = { operation: 'select' };
    expect(await sum('db_query_duration_seconds_count', select)).toBe(31);
    expect((await control.act('roll-back')).document['ended']).toEqual(['bad-release']);
    expect(release(await page())).toBe(0);
    await send('GET', '/items');
    expect(await sum('db_query_duration_seconds_count', select)).toBe(1);
    await nothingRemains();
  });

  test('two releases can be rolled back in any order', async () => {
    await control.inject('bad-release', 'low');
    await control.inject('db-driver');
    await control.clear('bad-release');
    expect([...(await page()).series.keys()].find((key) => key.startsWith('obs_lab_build_info'))).toBe(
      `obs_lab_build_info{version="0.1.0",node="v${Number(process.versions.node.split('.')[0]) + 1}.0.0"}`,
    );
    expect((await control.act('roll-back')).document['ended']).toEqual(['db-driver']);
    expect(await sum('obs_lab_build_info', { version: '0.1.0', node: process.version })).toBe(1);
    await nothingRemains();
  });

  test('wrong-interface: the process is alive, and its port refuses connections', async () => {
    await control.inject('wrong-interface');
    await expect(fetch(`${api.url}/health`)).rejects.toThrow();
    expect(api.child.exitCode).toBe(null);
    await until('the log shows the address', () =>
      log().some((line) => line['event'] === 'listening' && line['host'] !== '127.0.0.1'),
    );
    await control.act('rebind');
    expect((await send('GET', '/health')).status).toBe(200);
    await nothingRemains();
  });
});

describe('the metrics page', () => {
  test('renamed-metric: the old names are gone, and the new ones continue the counts', async () => {
    await control.inject('renamed-metric');
    await send('GET', '/items');
    const { types } = await page();
    expect([...types.keys()].filter((name) => name.startsWith('http_')).sort()).toEqual([
      'http_server_active_requests',
      'http_server_request_duration_seconds',
      'http_server_requests_total',
      'http_server_response_body_size_bytes',
    ]);
    await control.clear();
    expect((await page()).types.has('http_requests_total')).toBe(true);
    await nothingRemains();
  });

  test('label-explosion: each request adds series, and clearing removes them all', async () => {
    const traced = async () =>
      [...(await page()).series.keys()].filter((series) => series.includes('request_id=')).length;
    await control.inject('label-explosion', 'low');
    for (let i = 0; i < 20; i++) await send('GET', '/health');
    const perRequest = 12 + 3; // buckets, +Inf, sum and count
    expect(await traced()).toBeGreaterThanOrEqual(20 * perRequest);
    await control.clear();
    expect(await traced()).toBe(0);
    await nothingRemains();
  });

  test('slow-scrape: most pages come too late, and other requests are not affected', async () => {
    await control.inject('slow-scrape');
    const took: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      const answer = await send('GET', '/metrics');
      took.push(answer.seconds > 1);
    }
    expect(took.filter(Boolean)).toHaveLength(3);
    expect((await send('GET', '/items')).seconds).toBeLessThan(1);
    await control.clear();
    expect((await send('GET', '/metrics')).seconds).toBeLessThan(1);
    await nothingRemains();
  });
});

describe('a lease', () => {
  test('ends a fault without a command', async () => {
    await control.inject('table-lock', 'high', 1);
    expect(await exclusiveLocks()).toBe(1);
    await until('it ended', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('does not outlive the program: nothing remains after SIGKILL and a new start', async () => {
    for (const id of ['table-lock', 'connection-leak', 'slow-route', 'memory-leak']) await control.inject(id);
    await api.kill();
    await until('its sessions are gone', async () => (await openTransactions()) === 0);
    await startApi();
    await nothingRemains();
  });

  test('of a fault in the database ends once PostgreSQL, which was down, is back', async () => {
    await control.inject('missing-index', 'low');
    await postgres.kill();
    await control.clear();
    expect(await control.active()).toEqual(['missing-index']);
    const metrics = await page();
    expect([...metrics.series.keys()].filter((key) => key.startsWith('pg_'))).toEqual([]);
    await postgres.restart();
    sql = new pg.Client(postgres.url);
    sql.on('error', () => undefined);
    await sql.connect();
    await until('it is undone', async () => (await control.active()).length === 0);
    await nothingRemains();
  });

  test('SIGTERM ends a program with active faults within seconds', async () => {
    for (const id of ['table-lock', 'connection-leak', 'bad-release']) await control.inject(id);
    const startedAt = performance.now();
    await api.stop();
    expect(api.child.exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect(await openTransactions()).toBe(0);
  });
});

describe('the control port', () => {
  /** A status, for headers that fetch would not send. */
  const raw = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const all = { Authorization: `Bearer ${String(control.env['CONTROL_TOKEN'])}`, ...headers };
      request(`${control.url}/list`, { headers: all }, (res) => resolve(res.resume().statusCode))
        .once('error', reject)
        .end();
    });

  test('allows programs with the token, and no web page', async () => {
    expect(await raw({})).toBe(200);
    expect(await raw({ Authorization: 'Bearer other' })).toBe(401);
    expect(await raw({ Origin: control.url })).toBe(403);
    expect(await raw({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await raw({ Host: 'evil.example' })).toBe(403);
  });

  test('rejects unknown faults, intensities, leases and actions', async () => {
    expect((await control.inject('client-flood')).status).toBe(404);
    expect((await control.inject('table-lock', 'extreme')).status).toBe(400);
    expect((await control.inject('table-lock', 'low', 3601)).status).toBe(400);
    expect((await control.act('pray')).status).toBe(400);
    await nothingRemains();
  });

  test('leaves no trace, and does not exist without a token', async () => {
    await control.inject('slow-route');
    await control.active();
    await control.clear();
    const text = api.output() + (await (await fetch(`${api.url}/metrics`)).text());
    expect(text).not.toMatch(/fault|inject|chaos|slow-route|"\/list"|"\/clear"/i);

    const other = await startLabProgram('api', { DATABASE_URL: postgres.url });
    expect((await fetch(`${other.url}/list`)).status).toBe(404);
    await other.stop();
  });
});
