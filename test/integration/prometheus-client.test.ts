import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import type { PrometheusClient } from '../../src/prometheus/types.js';
import { startPrometheus, type TestPrometheus } from '../helpers/prometheus.js';
import { until } from '../helpers/wait.js';

/** Unix seconds: the time of the fixture's last samples. */
const NOW = 1_700_000_060;

const FIXTURE = `# TYPE value gauge
value{kind="nan"} NaN ${NOW}
value{kind="plain"} -1.5 ${NOW}
value{kind="plus"} +Inf ${NOW}
value{kind="minus"} -Inf ${NOW}
value{kind="tiny"} 1e-300 ${NOW}
# TYPE jobs counter
jobs_total{queue="a/b é"} 0 ${NOW - 60}
jobs_total{queue="a/b é"} 30 ${NOW - 30}
jobs_total{queue="a/b é"} 60 ${NOW}
# EOF
`;

describe('the Prometheus client', () => {
  let server: TestPrometheus;
  let prometheus: PrometheusClient;
  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: FIXTURE });
    prometheus = createPrometheusClient(`${server.url}/`);
  });
  afterAll(() => server?.stop());

  it('keeps NaN and both infinities', async () => {
    const answer = await prometheus.query('value', { time: NOW });
    if (answer.resultType !== 'vector') throw new Error(answer.resultType);
    const values = Object.fromEntries(answer.series.map(({ labels, sample }) => [labels.kind, sample.value]));
    expect(values).toEqual({ nan: NaN, plain: -1.5, plus: Infinity, minus: -Infinity, tiny: 1e-300 });
    expect(answer.series[0]).toMatchObject({ labels: { __name__: 'value' }, sample: { time: NOW } });
    expect(answer).toMatchObject({ warnings: [], infos: [] });
  });

  it.each<[string, string, object]>([
    ['scalar', '-1/0', { sample: { time: NOW, value: -Infinity } }],
    ['string', '"é"', { time: NOW, value: 'é' }],
    ['vector', 'absent(jobs_total)', { series: [] }],
    [
      'matrix',
      'jobs_total[30s:30s]',
      { series: [expect.objectContaining({ labels: expect.any(Object) as unknown })] },
    ],
  ])('answers with a %s', async (resultType, expr, answer) =>
    expect(await prometheus.query(expr, { time: NOW })).toMatchObject({ resultType, ...answer }),
  );

  it('evaluates ranges', async () => {
    const window = { start: NOW - 60, end: NOW, step: 30 };
    expect(await prometheus.queryRange('jobs_total', window)).toMatchObject({
      resultType: 'matrix',
      series: [
        {
          labels: { __name__: 'jobs_total', queue: 'a/b é' },
          samples: [
            { time: NOW - 60, value: 0 },
            { time: NOW - 30, value: 30 },
            { time: NOW, value: 60 },
          ],
        },
      ],
    });
  });

  it('evaluates at any time: at 0, at fractions, and now', async () => {
    expect(await prometheus.query('time()', { time: 0 })).toMatchObject({ sample: { time: 0, value: 0 } });
    expect(await prometheus.query('time()', { time: 12.345 })).toMatchObject({ sample: { value: 12.345 } });
    const before = Date.now() / 1000;
    const now = await prometheus.query('time()');
    expect(now.resultType === 'scalar' && now.sample.value).toBeGreaterThanOrEqual(before - 0.001);
    const window = { start: 0, end: 2, step: 0.5 };
    expect(await prometheus.queryRange('time()', window)).toMatchObject({
      series: [{ samples: [0, 0.5, 1, 1.5, 2].map((time) => ({ time, value: time })) }],
    });
  });

  it.each<[string, string, { line: number; column: number } | undefined, RegExp]>([
    ['a parse error', 'rate(jobs_total[5m]', { line: 1, column: 20 }, /unclosed left parenthesis/],
    ['one on a later line', 'sum(\n  jobs_total{a="é"} +\n)', { line: 3, column: 1 }, /unexpected/],
    ['one after multi-byte characters', 'jobs_total{queue="é漢👍"} + (', { line: 1, column: 29 }, /unclosed/],
    ['a wrong type', 'rate(jobs_total)', { line: 1, column: 6 }, /expected type range vector/],
    ['no expression', '', { line: 1, column: 1 }, /no expression/],
    ['a failed evaluation', 'value + on() value', undefined, /many-to-many|duplicate series/],
  ])('reports the place of %s', async (_, expr, position, reason) => {
    const rejection = {
      code: 'PROMQL_ERROR',
      exitCode: 2,
      expr,
      position,
      reason: expect.stringMatching(reason) as unknown,
    };
    await expect(prometheus.query(expr, { time: NOW })).rejects.toMatchObject(rejection);
    const window = { start: NOW, end: NOW, step: 1 };
    await expect(prometheus.queryRange(expr, window)).rejects.toMatchObject(rejection);
  });

  it.each<[string, { start: number; end: number; step: number }, RegExp]>([
    ['too many points', { start: 0, end: NOW, step: 1 }, /11,000 points/],
    ['no step', { start: 0, end: 1, step: 0 }, /step/],
    ['an end before the start', { start: 1, end: 0, step: 1 }, /end/],
  ])('rejects %s as the caller’s mistake', async (_, window, message) =>
    expect(prometheus.queryRange('value', window)).rejects.toMatchObject({
      code: 'QUERY_REFUSED',
      exitCode: 2,
      message: expect.stringMatching(message) as unknown,
    }),
  );

  it('accepts expressions longer than a URL may be', async () => {
    const answer = await prometheus.query(`value{kind!="${'x'.repeat(200_000)}"}`, { time: NOW });
    expect(answer).toMatchObject({ series: { length: 5 } });
  });

  it('knows names, labels and series', async () => {
    expect(await prometheus.metricNames()).toEqual(['jobs_total', 'value']);
    expect(await prometheus.labelNames()).toEqual(['__name__', 'kind', 'queue']);
    expect(await prometheus.labelValues('kind')).toEqual(['minus', 'nan', 'plain', 'plus', 'tiny']);
    expect(await prometheus.labelValues('nothing')).toEqual([]);
    expect(await prometheus.series('jobs_total')).toEqual([{ __name__: 'jobs_total', queue: 'a/b é' }]);
    expect(await prometheus.series('nothing')).toEqual([]);
    await expect(prometheus.series('value{')).rejects.toMatchObject({ code: 'PROMQL_ERROR', expr: 'value{' });
  });

  it('is ready, and has a version', async () => {
    expect(await prometheus.isReady()).toBe(true);
    expect(await prometheus.version()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('rejects with the reason of the signal that aborts', async () => {
    const controller = new AbortController();
    const asked = prometheus.query('value', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await expect(prometheus.query('value', { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('connects to its own machine directly, whatever proxy the environment names', async () => {
    process.env.http_proxy = 'http://127.0.0.1:9';
    try {
      expect(await prometheus.query('1', { time: NOW })).toMatchObject({ sample: { value: 1 } });
    } finally {
      delete process.env.http_proxy;
    }
  });
});

describe('the Prometheus client, of a server that scrapes', () => {
  let scraped: TestPrometheus;
  let server: TestPrometheus;
  let prometheus: PrometheusClient;
  beforeAll(async () => {
    scraped = await startPrometheus();
    server = await startPrometheus({
      config: `global: {scrape_interval: 1s500ms}
scrape_configs:
  - job_name: alive
    static_configs: [{targets: ['127.0.0.1:${scraped.port}']}]
  - job_name: dead
    static_configs: [{targets: ['127.0.0.1:9']}]
remote_read:
  - url: http://127.0.0.1:9/read
`,
    });
    prometheus = createPrometheusClient(server.url);
  });
  afterAll(async () => {
    await server?.stop();
    await scraped?.stop();
  });

  it('sees targets before and after their first scrape', async () => {
    const early = await until('the targets are known', async () => {
      const targets = await prometheus.targets();
      return targets.length === 2 && targets;
    });
    for (const target of early.filter(({ health }) => health === 'unknown')) {
      expect(target).not.toHaveProperty('lastScrape');
    }
    const targets = await until('both are scraped', async () => {
      const now = await prometheus.targets();
      return now.every(({ lastScrape }) => lastScrape !== undefined) && now;
    });
    expect(targets).toEqual(
      expect.arrayContaining([
        {
          job: 'alive',
          instance: `127.0.0.1:${scraped.port}`,
          scrapeUrl: `http://127.0.0.1:${scraped.port}/metrics`,
          health: 'up',
          lastError: '',
          lastScrape: expect.closeTo(Date.now() / 1000, -2) as unknown,
          lastScrapeDurationSeconds: expect.any(Number) as unknown,
          scrapeIntervalSeconds: 1.5,
        },
        expect.objectContaining({
          job: 'dead',
          health: 'down',
          lastError: expect.stringContaining('refused') as unknown,
        }),
      ]),
    );
  });

  it('knows the types of what is scraped', async () => {
    const types = await until('metadata is there', async () => {
      const known = await prometheus.metricTypes();
      return known.size > 0 && known;
    });
    expect(types.get('prometheus_http_requests_total')).toBe('counter');
    expect(types.get('go_goroutines')).toBe('gauge');
    expect(types.get('prometheus_http_request_duration_seconds')).toBe('histogram');
  });

  it('passes on the server’s warnings', async () => {
    const answer = await prometheus.query('up', { time: 1_700_000_000 });
    expect(answer.warnings).toEqual([expect.stringContaining('remote_read')]);
  });
});

describe('the Prometheus client, without a Prometheus', () => {
  const servers: (Server | ReturnType<typeof createTcpServer>)[] = [];
  afterAll(() => servers.forEach((server) => server.close()));

  async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('reports a refused connection without revealing a password', async () => {
    const prometheus = createPrometheusClient('http://user:secret@127.0.0.1:9');
    await expect(prometheus.query('up')).rejects.toMatchObject({
      code: 'PROMETHEUS_UNREACHABLE',
      exitCode: 3,
      url: 'http://127.0.0.1:9',
      message: 'Prometheus at http://127.0.0.1:9 did not answer: connection refused',
    });
    expect(await prometheus.isReady()).toBe(false);
  });

  it.each<[string, number, string, RegExp]>([
    ['a web page', 200, '<html>hello', /HTTP 200, and the response is not in Prometheus’ format/],
    ['some other JSON', 200, '{"hello":1}', /HTTP 200, and the response is not in Prometheus’ format/],
    [
      'an answer that is not a query result',
      200,
      '{"status":"success","data":{"a":1}}',
      /did not answer: the response is not in Prometheus’ format/,
    ],
    ['a missing page', 404, 'not found', /HTTP 404/],
    [
      'an overloaded server',
      503,
      '{"status":"error","errorType":"timeout","error":"query timed out"}',
      /query timed out/,
    ],
    ['an empty answer', 200, '', /HTTP 200/],
  ])('distinguishes %s from Prometheus', async (_, status, body, message) => {
    const address = await listen(
      createServer((_request, response) => void response.writeHead(status).end(body)),
    );
    const rejection = { code: 'PROMETHEUS_UNREACHABLE', message: expect.stringMatching(message) as unknown };
    await expect(createPrometheusClient(`http://${address}`).query('up')).rejects.toMatchObject(rejection);
  });

  it('survives a connection that breaks', async () => {
    const address = await listen(createTcpServer((socket) => socket.destroy()));
    const prometheus = createPrometheusClient(`http://${address}`);
    await expect(prometheus.query('up')).rejects.toMatchObject({ code: 'PROMETHEUS_UNREACHABLE' });
    await expect(prometheus.targets()).rejects.toMatchObject({ code: 'PROMETHEUS_UNREACHABLE' });
  });
});
