import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, METHODS, request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics } from '../../lab/api/metrics.js';
import { type RunningApi, startApi } from '../../lab/api/start.js';
import { createRandom } from '../../lab/traffic/random.js';
import { findPrometheus, promtoolBeside } from '../../src/stack/binaries/prometheus.js';
import { cacheDir } from '../../src/stack/home.js';
import { type Exposition, scrape } from '../helpers/exposition.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

// A load run is reconciled with these counters request by request: each must be counted once, however it ends.

let postgres: TestPostgres;
let api: RunningApi;
let url: string;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl: postgres.url,
    poolMax: 10,
    acquireTimeoutMs: 10_000, // nothing here waits for the pool, but opening a connection may take long on a busy machine
  };
  api = await startApi({ ...options, metrics: createMetrics('9.9.9') });
  url = `http://127.0.0.1:${api.port}`;
  await until('the API is ready', async () => (await fetch(`${url}/ready`)).ok);
});
afterEach(() => api.stop());

/** Requests counted, without this test's own scrapes. */
function counted(metrics: Exposition, labels: Record<string, string> = {}): number {
  const all = metrics.sum('http_requests_total', labels);
  return (
    all -
    ['/metrics', '/ready'].reduce(
      (sum, route) => sum + metrics.sum('http_requests_total', { ...labels, route }),
      0,
    )
  );
}

async function connectRaw(): Promise<Socket> {
  const socket = createConnection(api.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('promtool finds no problems in the names, types and help of its page', async () => {
  const promtool = promtoolBeside(await findPrometheus({ env: process.env, cache: cacheDir() }));
  const text = await (await fetch(`${url}/metrics`)).text();
  // postgres_exporter's names break promtool's rules on suffixes, but people know them.
  const input = text.replaceAll(/^(# \w+ )?pg_.*\n/gm, '');
  const { status, stderr } = spawnSync(promtool as string, ['check', 'metrics'], { input, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the families exist, at zero, before the first request', async () => {
  const { types, series } = await scrape(url);
  expect(
    Object.fromEntries([...types].filter(([name]) => /^(http|items|db|pg|log|obs_lab)_/.test(name))),
  ).toEqual({
    http_requests_total: 'counter',
    http_request_duration_seconds: 'histogram',
    http_requests_in_flight: 'gauge',
    http_response_size_bytes: 'histogram',
    items_created_total: 'counter',
    items_read_total: 'counter',
    items_updated_total: 'counter',
    items_deleted_total: 'counter',
    db_pool_connections: 'gauge',
    db_pool_acquire_duration_seconds: 'histogram',
    db_query_duration_seconds: 'histogram',
    db_errors_total: 'counter',
    pg_stat_activity_count: 'gauge',
    pg_stat_activity_max_tx_duration: 'gauge',
    pg_locks_count: 'gauge',
    pg_stat_user_tables_seq_tup_read: 'counter',
    pg_stat_user_tables_idx_scan: 'counter',
    log_lines_dropped_total: 'counter',
    obs_lab_build_info: 'gauge',
  });
  expect(types.has('process_cpu_seconds_total') && types.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  expect(series.get(`obs_lab_build_info{version="9.9.9",node="${process.version}"}`)).toBe(1);
  expect(series.get('http_requests_total{method="POST",route="/items",status="503"}')).toBe(0);
  expect(series.get('db_errors_total{reason="acquire_timeout"}')).toBe(0);
  const edges = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.3, 0.5, 1, 2.5, 5, 10, '+Inf'];
  for (const le of edges) {
    const key = `http_request_duration_seconds_bucket{le="${le}",method="GET",route="/items",status="200"}`;
    expect(series.get(key), key).toBe(0);
  }
  expect(series.size).toBeLessThan(2000);
});

test('10,000 requests to random paths and methods add no series, and each is counted', async () => {
  const before = await scrape(url);
  const random = createRandom(42);
  const methods = METHODS.filter((method) => method !== 'CONNECT');
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        method: random.pick(methods),
        path: randomPath(random),
        port: api.port,
        host: '127.0.0.1',
      };
      const req = request(options, (res) => res.resume().once('end', resolve));
      req.once('error', reject).end();
    });
  const worker = async (share: number): Promise<void> => {
    for (let i = 0; i < share; i++) await one();
  };
  await Promise.all(Array.from({ length: 20 }, () => worker(500)));
  agent.destroy();
  const after = await scrape(url);
  expect([...after.series.keys()]).toEqual([...before.series.keys()]);
  const firstScrape = 1; // it ended after its page was rendered
  const total = after.sum('http_requests_total') - before.sum('http_requests_total');
  expect(total).toBe(10_000 + firstScrape);
  expect(after.sum('http_request_duration_seconds_count')).toBe(after.sum('http_requests_total'));
});

function randomPath(random: ReturnType<typeof createRandom>): string {
  const word = (): string =>
    encodeURIComponent(String.fromCodePoint(...Array.from({ length: 4 }, () => 32 + random.integer(500))));
  const made = [
    () => `/${word()}`,
    () => `/${word()}/${word()}?${word()}=${word()}`,
    () => `/items/${word()}`,
    () => `/items/${random.integer(1000)}`,
    () => `/items/%${random.pick(['ff', 'zz', ''])}`,
    () => `/items?limit=${random.integer(200)}&${word()}`,
    () =>
      random.pick([
        '/',
        '//',
        '/items/',
        '/ITEMS',
        '/health',
        '/ready',
        '/metrics/x',
        '/items/1/2',
        '/__proto__',
        '*',
      ]),
  ];
  return random.pick(made)();
}

describe('each request is counted once', () => {
  test.each<[string, string, Record<string, string>]>([
    ['HEAD', 'HEAD /items HTTP/1.1\r\n\r\n', { method: 'HEAD', route: '/items', status: '200' }],
    ['malformed JSON', body('POST /items', '{'), { method: 'POST', route: '/items', status: '400' }],
    ['a body too large', body('POST /items', `"${'x'.repeat(17_000)}"`), { route: '/items', status: '413' }],
    ['an unknown path', 'GET /nothing HTTP/1.1\r\n\r\n', { route: 'unmatched', status: '404' }],
    [
      'an unknown method',
      'PROPFIND /items HTTP/1.1\r\n\r\n',
      { method: 'OTHER', route: 'unmatched', status: '405' },
    ],
    ['a path with a query', 'GET /items/7?x=1 HTTP/1.1\r\n\r\n', { route: '/items/:id', status: '404' }],
  ])('%s', async (_what, text, labels) => {
    const socket = await connectRaw();
    socket.write(text.replace('HTTP/1.1\r\n', 'HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'));
    socket.resume();
    await once(socket, 'close');
    const metrics = await scrape(url);
    expect(metrics.sum('http_requests_total', labels)).toBe(1);
    expect(counted(metrics)).toBe(1);
    expect(metrics.sum('http_response_size_bytes_count')).toBe(metrics.sum('http_requests_total'));
  });

  test('input that is not HTTP is answered by Node, and not counted', async () => {
    const socket = await connectRaw();
    socket.write('BANANA\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /);
    expect(counted(await scrape(url))).toBe(0);
  });

  test('a client that disconnects while it sends its body is 499', async () => {
    const socket = await connectRaw();
    socket.write(
      'POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"na',
    );
    await inFlight(1);
    socket.resetAndDestroy();
    await inFlight(0);
    const metrics = await scrape(url);
    expect(metrics.sum('http_requests_total', { method: 'POST', route: '/items', status: '499' })).toBe(1);
    expect(counted(metrics)).toBe(1);
  });

  test('clients that disconnect while they wait are 499, including queued ones', async () => {
    const lock = new pg.Client(postgres.url);
    await lock.connect();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE items');
    const socket = await connectRaw();
    const get = 'GET /items HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const post = body('POST /items', '{"name":"x"}').replace('\r\n', '\r\nHost: localhost\r\n');
    socket.write(get + get + post + post);
    await inFlight(4);
    socket.resetAndDestroy();
    await inFlight(0);
    await lock.query('COMMIT');
    await lock.end();
    await until(
      'the queries are done',
      async () => (await scrape(url)).sum('db_pool_connections', { state: 'active' }) === 0,
    );
    const metrics = await scrape(url);
    expect(metrics.sum('http_requests_total', { method: 'GET', route: '/items', status: '499' })).toBe(2);
    expect(metrics.sum('http_requests_total', { method: 'POST', route: '/items', status: '499' })).toBe(2);
    expect(counted(metrics)).toBe(4);
  });

  test('pipelined requests on one connection are counted one by one', async () => {
    const socket = await connectRaw();
    socket.write(
      'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(50) +
        'GET /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    socket.resume();
    await once(socket, 'close');
    const metrics = await scrape(url);
    expect(metrics.sum('http_requests_total', { route: '/health', status: '200' })).toBe(50);
    expect(counted(metrics)).toBe(51);
  });
});

function inFlight(count: number): Promise<unknown> {
  return until(
    `${count} are in flight`,
    async () => (await scrape(url)).sum('http_requests_in_flight') === count,
  );
}

function body(start: string, text: string): string {
  return `${start} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}
