import { once } from 'node:events';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMetrics } from '../../lab/api/metrics.js';
import { type RunningApi, startApi } from '../../lab/api/start.js';
import { HIGH_WATER, LOW_WATER, OWN_PREFIX } from '../../lab/traffic/own-items.js';
import { startProcess } from '../helpers/child.js';
import { type Exposition, scrape } from '../helpers/exposition.js';
import { type LabProgram, spawnLabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { freePorts } from '../helpers/ports.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

let postgres: TestPostgres;
let api: RunningApi;
let apiUrl: string;
const programs: LabProgram[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  await startServer(0);
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop();
  await api.stop();
});

async function startServer(port: number): Promise<void> {
  const options = { host: '127.0.0.1', databaseUrl: postgres.url, poolMax: 10, acquireTimeoutMs: 10_000 };
  api = await startApi({ ...options, port, metrics: createMetrics('9.9.9') });
  apiUrl = `http://127.0.0.1:${api.port}`;
  await until('the API is ready', async () => (await fetch(`${apiUrl}/ready`)).ok);
}

async function startTraffic(env: Record<string, string>): Promise<LabProgram> {
  const program = await startLabProgram('traffic', { TARGET_URL: apiUrl, ...env });
  programs.push(program);
  return program;
}

async function post(program: LabProgram, path: string, body?: string) {
  const response = await fetch(`${program.url}${path}`, {
    method: 'POST',
    ...(body !== undefined && { body }),
  });
  return { status: response.status, document: (await response.json()) as Record<string, unknown> };
}

const sent = (metrics: Exposition, labels: Record<string, string> = {}): number =>
  metrics.sum('traffic_requests_total', labels);

/** Requests on the items, as the API counted them. */
function served(metrics: Exposition): number {
  return ['/items', '/items/:id'].reduce(
    (sum, route) => sum + metrics.sum('http_requests_total', { route }),
    0,
  );
}

async function totalItems(): Promise<number> {
  const page = (await (await fetch(`${apiUrl}/items?limit=1`)).json()) as { total: number };
  return page.total;
}

test('mixes all operations, misses and mistakes; while paused, the counters of both sides agree and do not change', async () => {
  const traffic = await startTraffic({ RATE: '300' });
  const planned: [string, string][] = [
    ['list', '200'],
    ['list', '422'],
    ['get', '200'],
    ['get', '404'],
    ['create', '201'],
    ['create', '422'],
    ['update', '200'],
    ['delete', '204'],
  ];
  await until('every query has data', async () => {
    const metrics = await scrape(traffic.url);
    return planned.every(([operation, status]) => sent(metrics, { operation, status }) > 0);
  });

  const paused = await post(traffic, '/pause', '{"seconds": 60}');
  expect(paused).toMatchObject({ status: 200, document: { paused: true } });
  const left = Date.parse(paused.document['until'] as string) - Date.now();
  expect(left).toBeGreaterThan(50_000);
  expect(left).toBeLessThanOrEqual(60_000);

  const [client, server] = await Promise.all([scrape(traffic.url), scrape(apiUrl)]);
  expect(client.sum('traffic_paused')).toBe(1);
  expect(server.sum('http_requests_in_flight')).toBe(0);
  expect(sent(client)).toBe(served(server));
  expect(client.sum('traffic_request_duration_seconds_count')).toBe(sent(client));
  const unexpected = [...client.series].filter(
    ([key, value]) =>
      value > 0 &&
      key.startsWith('traffic_requests_total') &&
      !planned.some(([o, s]) => key.includes(`"${o}"`) && key.includes(`"${s}"`)),
  );
  expect(unexpected).toEqual([]);

  expect(await post(traffic, '/resume')).toEqual({ status: 200, document: { paused: false } });
  await until('it goes on', async () => sent(await scrape(traffic.url)) > sent(client));
  expect((await scrape(traffic.url)).sum('traffic_paused')).toBe(0);
});

test('a pause ends by itself', async () => {
  const traffic = await startTraffic({ RATE: '100' });
  await post(traffic, '/pause', '{"seconds": 1}');
  const before = sent(await scrape(traffic.url));
  await until('it goes on', async () => sent(await scrape(traffic.url)) > before);
});

test('the table stays bounded, whatever earlier runs left in it, and other items are kept', async () => {
  const sql = new pg.Client(postgres.url);
  await sql.connect();
  await sql.query(`INSERT INTO items (name) SELECT '${OWN_PREFIX}old lamp' FROM generate_series(1, 400)`);
  await sql.query(`INSERT INTO items (name) VALUES ('somebody’s lamp')`);
  for (const SEED of ['1', '2']) {
    const traffic = await startTraffic({ RATE: '400', SEED });
    await until('there are few', async () => (await totalItems()) < HIGH_WATER);
    await until('it makes new ones', async () => {
      return sent(await scrape(traffic.url), { operation: 'create', status: '201' }) > 20;
    });
    await traffic.kill();
  }
  expect(await totalItems()).toBeGreaterThan(LOW_WATER / 2);
  const { rowCount } = await sql.query(`SELECT FROM items WHERE name = 'somebody’s lamp'`);
  expect(rowCount).toBe(1);
  await sql.end();
});

test('while the API is down, it counts errors and keeps trying; it recovers when the API does', async () => {
  const traffic = await startTraffic({ RATE: '200' });
  await until('it sends', async () => sent(await scrape(traffic.url), { status: '200' }) > 20);
  const { port } = api;
  await api.stop();
  await until('errors are counted', async () => sent(await scrape(traffic.url), { status: 'error' }) >= 3);
  expect((await fetch(`${traffic.url}/health`)).status).toBe(200);
  await startServer(port);
  const before = sent(await scrape(traffic.url), { status: '200' });
  await until('it sends again', async () => sent(await scrape(traffic.url), { status: '200' }) > before + 20);
});

test('its own port answers invalid requests with problem details', async () => {
  const traffic = await startTraffic({});
  expect(await post(traffic, '/pause', '{"seconds": 0}')).toMatchObject({
    status: 400,
    document: { status: 400 },
  });
  expect(await post(traffic, '/pause', 'x'.repeat(5000))).toMatchObject({ status: 400 });
  expect(await post(traffic, '/metrics')).toMatchObject({ status: 405 });
  expect(await post(traffic, '//nothing')).toMatchObject({ status: 404 });
  expect((await fetch(`${traffic.url}/metrics`, { method: 'HEAD' })).status).toBe(200);
});

test('a web page can only read its own port', async () => {
  const traffic = await startTraffic({});
  const headers = { Origin: 'http://evil.example' };
  for (const [path, method] of [
    ['/pause', 'POST'],
    ['/resume', 'POST'],
    ['/targets', 'POST'],
    ['/targets', 'DELETE'],
    ['/pages', 'POST'],
  ] as const) {
    expect((await fetch(`${traffic.url}${path}`, { method, headers, body: '{"seconds": 60}' })).status).toBe(
      403,
    );
  }
  expect((await scrape(traffic.url)).sum('traffic_paused')).toBe(0);
  expect((await fetch(`${traffic.url}/metrics`, { headers })).status).toBe(200);
});

test.skipIf(process.platform !== 'linux')('it keeps running if its log has no space', async () => {
  const [port = 0] = await freePorts(1);
  const script = 'exec "$0" --import tsx lab/traffic.ts > /dev/full';
  const env = { PATH: process.env.PATH, PORT: String(port), TARGET_URL: 'http://127.0.0.1:1' };
  const traffic = startProcess('sh', ['-c', script, process.execPath], { env });
  try {
    await until('it has something to say', async () => {
      if (traffic.child.exitCode !== null) throw new Error(`it ended: ${traffic.output()}`);
      const page = await scrape(`http://127.0.0.1:${port}`).catch(() => undefined);
      return page !== undefined && sent(page, { status: 'error' }) > 0;
    });
    const exit = once(traffic.child, 'exit');
    traffic.child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  } finally {
    await traffic.stop();
  }
});

test('the shop’s page keeps changing while the traffic is paused', async () => {
  const traffic = await startTraffic({ RATE: '100' });
  await post(traffic, '/pause', '{"seconds": 60}');
  const shop = () => scrape(`${traffic.url}/shop`);
  const first = (await shop()).sum('shop_requests_total');
  await until('it counts on', async () => (await shop()).sum('shop_requests_total') > first);
});

test('exits 0 on SIGTERM; a failure to start is one line and exit 1', async () => {
  const traffic = await startTraffic({});
  await until('it sends', async () => sent(await scrape(traffic.url)) > 0);
  const exit = once(traffic.child, 'exit');
  traffic.child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);

  const lost = spawnLabProgram('traffic', { TARGET_URL: 'nowhere' });
  expect(await once(lost.child, 'close')).toEqual([1, null]);
  const error = 'TARGET_URL is not a URL that starts with http://';
  expect(JSON.parse(lost.output())).toMatchObject({ level: 'fatal', program: 'traffic', error });
});

test('keeps the notifications of Alertmanager, however many alerts they hold', async () => {
  const traffic = await startTraffic({});
  const alert = {
    status: 'firing',
    labels: { alertname: 'TargetDown' },
    annotations: { text: 'x'.repeat(1000) },
  };
  const webhook = (alerts: number) =>
    JSON.stringify({ version: '4', status: 'firing', receiver: 'pages', alerts: Array(alerts).fill(alert) });
  const pages = async () =>
    ((await (await fetch(`${traffic.url}/pages`)).json()) as { pages: { alerts: { name: string }[] }[] })
      .pages;
  expect(await pages()).toEqual([]);
  expect((await post(traffic, '/pages', webhook(1))).status).toBe(200);
  expect((await post(traffic, '/pages', webhook(500))).status).toBe(200);
  expect((await post(traffic, '/pages', webhook(1000))).status).toBe(400); // more than a megabyte
  expect((await post(traffic, '/pages', '{"version": "3"}')).status).toBe(400);
  expect((await pages()).map(({ alerts }) => alerts.length)).toEqual([1, 500]);
  expect((await pages())[0]?.alerts[0]).toMatchObject({
    name: 'TargetDown',
    labels: { alertname: 'TargetDown' },
  });
  const received = (status: string) => async () =>
    (await scrape(traffic.url)).sum('pages_received_total', { status });
  expect(await received('firing')()).toBe(2);
  expect(await received('resolved')()).toBe(0);
});

test('lists registered programs for Prometheus', async () => {
  const traffic = await startTraffic({ LEARNER_HOST: 'learner.example' });
  const orders = JSON.stringify({ job: 'orders', port: 3033 });
  const discovered = async () => (await fetch(`${traffic.url}/targets`)).json();
  expect(await discovered()).toEqual([]);
  expect(await post(traffic, '/targets', orders)).toEqual({
    status: 200,
    document: { address: 'learner.example:3033', leaseSeconds: 30 },
  });
  expect(await discovered()).toEqual([{ targets: ['learner.example:3033'], labels: { job: 'orders' } }]);
  expect((await post(traffic, '/targets', '{"job": "api", "port": 3033}')).status).toBe(400);
  expect((await fetch(`${traffic.url}/targets`, { method: 'DELETE', body: orders })).status).toBe(200);
  expect(await discovered()).toEqual([]);
});
