import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assets } from '../../src/board/assets.js';
import { createBoard } from '../../src/board/board.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';

interface Reply {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

const DASHBOARD = { uid: 'one', title: 'One', description: 'The first.', panels: [] };
const ASSETS: Assets = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>') }],
  ['main.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('// page') }],
]);
const OPEN_METRICS = `# TYPE lab counter
lab_total{route="/a"} 1 1767225600
lab_total{route="/b"} 2 1767225600
# EOF`;
const AT = 1767225600;

describe('the board in front of a real Prometheus', () => {
  let prometheus: TestPrometheus;
  let server: Server;
  let directory: string;
  let port: number;

  beforeAll(async () => {
    prometheus = await startPrometheus({ openMetrics: OPEN_METRICS });
    directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-board-'));
    await writeFile(join(directory, 'one.json'), JSON.stringify(DASHBOARD));
    await writeFile(join(directory, 'broken.json'), '{');
    await writeFile(join(directory, 'notes.txt'), 'no dashboard');
    ({ server, port } = await serve(prometheus.url));
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true, force: true });
    await prometheus.stop();
  });

  async function serve(prometheusUrl: string): Promise<{ server: Server; port: number }> {
    const made = createServer(createBoard({ assets: ASSETS, prometheusUrl, dashboardsDirectory: directory }));
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return { server: made, port: (made.address() as AddressInfo).port };
  }

  function ask(
    path: string,
    options: { method?: string; headers?: OutgoingHttpHeaders; body?: string; on?: number } = {},
  ): Promise<Reply> {
    const { method = 'GET', headers = {}, body, on = port } = options;
    return new Promise((resolve, reject) => {
      // Not fetch(): it would resolve the path, and set Host itself.
      const sent = request(
        { host: '127.0.0.1', port: on, path, method, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
          response.on('error', reject);
        },
      );
      sent.on('error', reject).end(body);
    });
  }

  const errorOf = ({ status, headers, text }: Reply) => ({
    status,
    type: headers['content-type'],
    code: (JSON.parse(text) as { error: { code: string } }).error.code,
  });
  const refusal = (status: number, code: string) => ({
    status,
    code,
    type: 'application/json; charset=utf-8',
  });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('serves the page, its files and health, with every guard in the headers', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/d/one?from=now-5m', 'text/html'],
      ['/assets/main.js', 'text/javascript'],
      ['/health', 'application/json'],
    ] as const) {
      const { status, headers } = await ask(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers['content-type']).toContain(type);
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'; script-src 'self'; style-src 'self'/,
      );
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it('lists the dashboards, and reports files that are not valid dashboards', async () => {
    const listing = JSON.parse((await ask('/api/dashboards')).text) as object;
    expect(listing).toEqual({
      prometheusUrl: prometheus.url,
      dashboards: [
        { uid: 'one', title: 'One', description: 'The first.', version: expect.any(String) as string },
      ],
      problems: [{ file: 'broken.json', message: expect.any(String) as string }],
    });
    expect(JSON.parse((await ask('/api/dashboards/one')).text)).toEqual(DASHBOARD);
    expect(errorOf(await ask('/api/dashboards/two'))).toEqual(refusal(404, 'NOT_FOUND'));
  });

  it('shows a dashboard that is added or edited, without a restart', async () => {
    const file = join(directory, 'two.json');
    await writeFile(file, JSON.stringify({ ...DASHBOARD, uid: 'two' }));
    expect((await ask('/api/dashboards/two')).status).toBe(200);
    await rm(file);
    expect((await ask('/api/dashboards/two')).status).toBe(404);
  });

  it.each<[string, string, string | undefined, unknown]>([
    [
      'query',
      `query=sum(lab_total)&time=${AT}`,
      undefined,
      { resultType: 'vector', result: [{ metric: {}, value: [AT, '3'] }] },
    ],
    [
      'query',
      '',
      `query=sum(lab_total)&time=${AT}`,
      { resultType: 'vector', result: [{ metric: {}, value: [AT, '3'] }] },
    ],
    [
      'query_range',
      '',
      `query=sum(lab_total)&start=${AT}&end=${AT + 1}&step=1`,
      {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [AT, '3'],
              [AT + 1, '3'],
            ],
          },
        ],
      },
    ],
    ['labels', `match[]=lab_total&start=${AT}&end=${AT}`, undefined, ['__name__', 'route']],
    [
      'series',
      '',
      `match[]=lab_total{route="/a"}&start=${AT}&end=${AT}`,
      [{ __name__: 'lab_total', route: '/a' }],
    ],
    ['label/route/values', `start=${AT}&end=${AT}`, undefined, ['/a', '/b']],
  ])('passes %s on (%s, %s)', async (endpoint, search, body, data) => {
    const reply = await ask(`/prometheus/api/v1/${endpoint}?${search.replaceAll('{', '%7B')}`, {
      ...(body !== undefined && { method: 'POST', headers: form, body: encodeForm(body) }),
    });
    expect(JSON.parse(reply.text)).toMatchObject({ status: 'success', data });
  });

  it('returns Prometheus’ own errors with their status', async () => {
    const { status, text } = await ask('/prometheus/api/v1/query?query=sum(');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ status: 'error', errorType: 'bad_data' });
  });

  it.each([
    '/prometheus/api/v1/targets',
    '/prometheus/api/v1/status/config',
    '/prometheus/api/v1/admin/tsdb/delete_series',
    '/prometheus/-/quit',
    '/prometheus/-/reload',
    '/prometheus/metrics',
    '/prometheus/api/v1/query/../status/config',
    '/prometheus/api/v1/label/..%2f..%2fstatus/values',
    '/assets/../server.js',
    '/assets/..%2fserver.js',
    '/api/dashboards/..%2fone',
    '/d/../health',
    '//evil.example/',
    '/nothing',
  ])('answers 404 at %s', async (path) => {
    for (const method of ['GET', 'POST']) {
      expect(errorOf(await ask(path, { method, headers: form }))).toEqual(refusal(404, 'NOT_FOUND'));
    }
  });

  it.each([
    ['PUT', '/prometheus/api/v1/query', 'GET, POST'],
    ['DELETE', '/prometheus/api/v1/series', 'GET, POST'],
    ['POST', '/prometheus/api/v1/label/route/values', 'GET'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/api/dashboards/one', 'GET, HEAD'],
    ['OPTIONS', '/api/dashboards', 'GET, HEAD'],
  ])('refuses %s %s', async (method, path, allow) => {
    const reply = await ask(path, { method });
    expect(errorOf(reply)).toEqual(refusal(405, 'METHOD_NOT_ALLOWED'));
    expect(reply.headers['allow']).toBe(allow);
  });

  it('rejects other hosts and other origins', async () => {
    const host = { host: `evil.example:${port}` };
    for (const path of ['/', '/health', '/api/dashboards', '/prometheus/api/v1/query?query=1']) {
      expect(errorOf(await ask(path, { headers: host }))).toEqual(refusal(403, 'FORBIDDEN_HOST'));
    }
    const origin = { ...form, origin: 'http://evil.example' };
    const posted = await ask('/prometheus/api/v1/query', {
      method: 'POST',
      headers: origin,
      body: 'query=1',
    });
    expect(errorOf(posted)).toEqual(refusal(403, 'CROSS_ORIGIN'));
    const fetched = await ask('/api/dashboards', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(errorOf(fetched)).toEqual(refusal(403, 'CROSS_ORIGIN'));
  });

  it('accepts forms only, up to 64 KiB, with or without Content-Length', async () => {
    const post = (headers: OutgoingHttpHeaders, body: string) =>
      ask('/prometheus/api/v1/query', { method: 'POST', headers, body });
    const json = await post({ 'content-type': 'application/json' }, '{"query":"1"}');
    expect(errorOf(json)).toEqual(refusal(415, 'UNSUPPORTED_TYPE'));
    const large = `query=${'1'.repeat(70_000)}`;
    const announced = { ...form, 'content-length': large.length };
    expect(errorOf(await post(announced, large))).toEqual(refusal(413, 'BODY_TOO_LARGE'));
    const chunked = { ...form, 'transfer-encoding': 'chunked' };
    expect(errorOf(await post(chunked, large))).toEqual(refusal(413, 'BODY_TOO_LARGE'));
    const fits = `query=${encodeURIComponent(`1${' + 1'.repeat(5000)}`)}`;
    expect((await post(form, fits)).status).toBe(200);
  });

  it('does not pass on an answer that is too large', async () => {
    const range = `&start=0&end=10000&step=1`;
    // Ten thousand points per series; a hundred such series are more than 16 MiB.
    const series = Array.from(
      { length: 100 },
      (_, i) => `label_replace(vector(${i}.123456789), "i", "${i}", "", "")`,
    );
    const body = `query=${encodeURIComponent(series.join(' or '))}${range}`;
    const reply = await ask('/prometheus/api/v1/query_range', { method: 'POST', headers: form, body });
    expect(errorOf(reply)).toEqual(refusal(502, 'RESPONSE_TOO_LARGE'));
  });

  it('reports if Prometheus does not answer, or the answer is not Prometheus’', async () => {
    const gone = await serve('http://127.0.0.1:9');
    const other = createServer((_, res) => res.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const odd = await serve(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
    const query = '/prometheus/api/v1/query?query=1';
    expect(errorOf(await ask(query, { on: gone.port }))).toEqual(refusal(502, 'PROMETHEUS_UNREACHABLE'));
    expect(errorOf(await ask(query, { on: odd.port }))).toEqual(refusal(502, 'BAD_GATEWAY'));
    for (const one of [gone.server, odd.server, other]) await new Promise((resolve) => one.close(resolve));
  });

  it('has an empty list if the directory does not exist', async () => {
    const made = createServer(
      createBoard({
        assets: ASSETS,
        prometheusUrl: prometheus.url,
        dashboardsDirectory: join(directory, 'nowhere'),
      }),
    );
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const { text } = await ask('/api/dashboards', { on: (made.address() as AddressInfo).port });
    expect(JSON.parse(text)).toMatchObject({ dashboards: [], problems: [] });
    await new Promise((resolve) => made.close(resolve));
  });
});

function encodeForm(text: string): string {
  return new URLSearchParams(text).toString();
}
