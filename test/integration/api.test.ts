import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics } from '../../lab/api/metrics.js';
import { type RunningApi, startApi } from '../../lab/api/start.js';
import { scrape } from '../helpers/exposition.js';
import { spawnLabProgram, startLabProgram } from '../helpers/lab-programs.js';
import { startPostgres, type TestPostgres } from '../helpers/postgres.js';
import { until } from '../helpers/wait.js';

let postgres: TestPostgres;
let sql: pg.Client;
let api: RunningApi;
let url: string;

const POOL_MAX = 3;

beforeAll(async () => {
  postgres = await startPostgres();
  sql = await connect();
});
afterAll(async () => {
  await sql?.end();
  await postgres?.stop();
});
beforeEach(async () => {
  api = await start();
  url = `http://127.0.0.1:${api.port}`;
  await until('the API is ready', async () => (await fetch(`${url}/ready`)).ok);
});
afterEach(() => api.stop());

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(postgres.url);
  client.on('error', () => undefined); // a test kills the server under it
  await client.connect();
  return client;
}

function start(): Promise<RunningApi> {
  const listen = { host: '127.0.0.1', port: 0, databaseUrl: postgres.url };
  return startApi({ ...listen, poolMax: POOL_MAX, acquireTimeoutMs: 300, metrics: createMetrics('9.9.9') });
}

/** One request with a JSON body, and its answer's status, type, headers and document. */
async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: content }),
  });
  const text = await response.text();
  const document = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, headers: response.headers, document };
}

describe('items', () => {
  test('are created, read, listed, replaced and deleted, and counted', async () => {
    await sql.query('TRUNCATE items RESTART IDENTITY');
    const input = { name: 'Lampe «ß» 😀', description: 'bright', price: 0.1, quantity: 3 };
    const created = await send('POST', '/items', input);
    expect(created.status).toBe(201);
    expect(created.document).toMatchObject({ id: 1, ...input });
    expect(created.headers.get('Location')).toBe('/items/1');
    expect(Date.parse(created.document?.['createdAt'] as string)).toBeGreaterThan(Date.now() - 60_000);

    expect(await send('GET', '/items/1')).toMatchObject({ status: 200, document: created.document });
    const replaced = await send('PUT', '/items/1', { name: 'lamp' });
    const left = { name: 'lamp', description: null, price: null, quantity: null };
    expect(replaced).toMatchObject({ status: 200, document: { id: 1, ...left } });
    expect(replaced.document?.['createdAt']).toBe(created.document?.['createdAt']);

    for (let i = 2; i <= 25; i++) await send('POST', '/items', { name: `item ${i}` });
    const page = await send('GET', '/items?limit=10&offset=20');
    expect(page.document).toMatchObject({ total: 25, limit: 10, offset: 20 });
    expect((page.document?.['items'] as { id: number }[]).map(({ id }) => id)).toEqual([21, 22, 23, 24, 25]);
    expect((await send('GET', '/items')).document).toMatchObject({ total: 25, limit: 20, offset: 0 });
    expect((await send('GET', '/items?offset=500')).document).toMatchObject({ items: [], total: 25 });

    expect(await send('DELETE', '/items/1')).toMatchObject({ status: 204, document: undefined });
    expect((await send('DELETE', '/items/1')).status).toBe(404);

    const metrics = await scrape(url);
    const counted = ['created', 'read', 'updated', 'deleted'].map((verb) =>
      metrics.sum(`items_${verb}_total`),
    );
    expect(counted).toEqual([25, 1 + 5 + 20, 1, 1]);
    expect(metrics.sum('db_query_duration_seconds_count', { operation: 'insert' })).toBe(25);
  });

  const json = { 'Content-Type': 'application/json' };
  test.each<[string, string, unknown, Record<string, string>, number]>([
    ['GET', '/nothing', undefined, {}, 404],
    ['GET', '/items/4000000', undefined, {}, 404],
    ['GET', '/items/99999999999999999999', undefined, {}, 404],
    ['GET', '/items/-1', undefined, {}, 404],
    ['PUT', '/items/4000000', { name: 'x' }, {}, 404],
    ['GET', '/items/abc', undefined, {}, 400],
    ['DELETE', '/items/1.5', undefined, {}, 400],
    ['GET', '/items/%ff', undefined, {}, 400],
    ['GET', '/items?limit=0', undefined, {}, 422],
    ['POST', '/items', { name: '' }, {}, 422],
    ['POST', '/items', undefined, {}, 422],
    ['POST', '/items', '', {}, 422],
    ['PUT', '/items/1', [], {}, 422],
    ['POST', '/items', '{"name":', {}, 400],
    ['POST', '/items', 'null', {}, 400],
    ['POST', '/items', 'name=x', { 'Content-Type': 'text/plain' }, 415],
    ['POST', '/items', '{}', { 'Content-Type': 'application/json; charset=klingon' }, 415],
    ['POST', '/items', '{}', { ...json, 'Content-Encoding': 'zip' }, 415],
    ['POST', '/items', { name: 'x'.repeat(20_000) }, {}, 413],
    ['PATCH', '/items', undefined, {}, 405],
    ['DELETE', '/health', undefined, {}, 405],
    ['OPTIONS', '/metrics', undefined, {}, 405],
  ])('%s %s with %j %j is refused with %i', async (method, path, body, headers, status) => {
    const answer = await send(method, path, body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.document).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(answer.headers.has('Allow')).toBe(status === 405);
    expect(Array.isArray(answer.document?.['errors'])).toBe(status === 422);
  });

  test('conditional requests are answered in full', async () => {
    expect((await send('GET', '/items', undefined, { 'If-None-Match': '*' })).status).toBe(200);
  });
});

describe('the tables', () => {
  test('can be created by many programs at once', async () => {
    await sql.query('DROP TABLE items');
    const apis = await Promise.all(Array.from({ length: 6 }, start));
    for (const { port } of apis) {
      const base = `http://127.0.0.1:${port}`;
      await until('each is ready', async () => (await fetch(`${base}/ready`)).ok);
      // Requests before the tables existed are not database errors.
      expect((await scrape(base)).sum('db_errors_total', { reason: 'query' })).toBe(0);
    }
    await Promise.all(apis.map((each) => each.stop()));
  });
});

describe('overload', () => {
  test('is 503 in a fraction of a second, never a hang, and visible', async () => {
    const { document } = await send('POST', '/items', { name: 'contended' });
    const item = `/items/${String(document?.['id'])}`;
    const lock = await connect();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE items');
    const blocked = Array.from({ length: POOL_MAX }, () => send('GET', item));
    await until(
      'the pool is busy',
      async () => (await scrape(url)).sum('db_pool_connections', { state: 'active' }) === POOL_MAX,
    );

    const refused = send('GET', item);
    await until(
      'one waits',
      async () => (await scrape(url)).sum('db_pool_connections', { state: 'waiting' }) === 1,
    );
    expect((await scrape(url)).sum('http_requests_in_flight')).toBe(POOL_MAX + 1);
    const answer = await refused;
    expect(answer).toMatchObject({ status: 503, document: { status: 503 } });
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect((await send('GET', '/health')).status).toBe(200);

    await lock.query('COMMIT');
    await lock.end();
    expect((await Promise.all(blocked)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const metrics = await scrape(url);
    expect(metrics.sum('db_errors_total', { reason: 'acquire_timeout' })).toBe(1);
    expect(metrics.sum('db_pool_connections', { state: 'idle' })).toBe(POOL_MAX);
    expect(metrics.sum('http_requests_in_flight')).toBe(0);
  });
});

describe('an outage of PostgreSQL', () => {
  test('is 503 while it lasts, even for an API that starts meanwhile, and both recover by themselves', async () => {
    await postgres.kill();
    const late = await start();
    const both = [url, `http://127.0.0.1:${late.port}`];
    for (const each of both) {
      expect((await fetch(`${each}/ready`)).status).toBe(503);
      const answer = await fetch(`${each}/items`);
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1']);
      expect((await fetch(`${each}/health`)).status).toBe(200);
      expect((await scrape(each)).sum('db_errors_total', { reason: 'connection' })).toBeGreaterThanOrEqual(2);
    }
    await postgres.restart();
    for (const each of both) {
      await until('it is ready again', async () => (await fetch(`${each}/ready`)).ok);
      expect((await fetch(`${each}/items`)).status).toBe(200);
      await until(
        'its pool is full again',
        async () => (await scrape(each)).sum('db_pool_connections', { state: 'idle' }) === POOL_MAX,
      );
    }
    await late.stop();
    sql = await connect();
  });
});

describe('as a process', () => {
  test('SIGTERM lets a request in flight finish, and exits 0', async () => {
    const server = await startLabProgram('api', { DATABASE_URL: postgres.url });
    await until('it is ready', () => server.output().includes('database ready'));
    const lock = await connect();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE items');
    const answer = fetch(`${server.url}/items`);
    await until(
      'the request waits',
      async () => (await scrape(server.url)).sum('http_requests_in_flight') === 1,
    );

    const exit = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await until('it accepts no more', () =>
      fetch(`${server.url}/health`).then(
        () => false,
        () => true,
      ),
    );
    await lock.query('COMMIT');
    await lock.end();
    expect((await answer).status).toBe(200);
    expect(await exit).toEqual([0, null]);
    const events = server
      .output()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    // A request is logged when it ends, so this one comes after 'stopping'.
    expect(events.filter((event) => event !== 'request').slice(-2)).toEqual(['stopping', 'stopped']);
  });

  test('a request that never ends is cut off, and the process still exits', async () => {
    const server = await startLabProgram('api', { DATABASE_URL: postgres.url });
    await until('it is ready', async () => (await fetch(`${server.url}/ready`)).ok);
    const socket = createConnection(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    await until('it arrived', async () => (await scrape(server.url)).sum('http_requests_in_flight') === 1);
    const exit = once(server.child, 'exit');
    server.child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });

  test('a failure to start is one line and exit 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const database = { DATABASE_URL: postgres.url };
    const cases: [Record<string, string>, string][] = [
      [
        { ...database, PORT: String(port) },
        `cannot listen on 127.0.0.1:${port}: the port is in use (EADDRINUSE)`,
      ],
      [{ ...database, PORT: '99999' }, 'PORT=99999 is not an integer from 0 to 65535'],
      [{}, 'DATABASE_URL is not set'],
    ];
    for (const [env, error] of cases) {
      const server = spawnLabProgram('api', env);
      expect(await once(server.child, 'close')).toEqual([1, null]);
      expect(JSON.parse(server.output())).toMatchObject({ level: 'fatal', program: 'api', error });
    }
    other.close();
  });
});
