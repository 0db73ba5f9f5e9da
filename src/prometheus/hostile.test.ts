import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheusClient } from './client.js';

/** What listens at --url may be anything. */

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function clientOf(answer: RequestListener, timeoutMs = 10_000) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return createPrometheusClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs });
}

const success = (data: unknown): string => JSON.stringify({ status: 'success', data });

describe('an answer of another type', () => {
  const vector = (series: unknown): unknown => ({ resultType: 'vector', result: [series] });
  it.each<[string, unknown, string]>([
    ['no data', null, 'must be an object, but is null'],
    ['null labels', vector({ metric: null, value: [1, '1'] }), '[0].metric must be an object'],
    ['a number for a label', vector({ metric: { a: 1 }, value: [1, '1'] }), '[0].metric.a must be text'],
    ['a number for a value', vector({ metric: {}, value: [1, 1] }), '[0].value must have its value as text'],
    ['no number in a value', vector({ metric: {}, value: [1, 'x'] }), 'must have a number as value'],
    ['a time beyond all dates', vector({ metric: {}, value: [1e300, '1'] }), 'must have a time'],
    ['no series', { resultType: 'vector', result: null }, 'must be a list'],
    ['another type', { resultType: 'teapot', result: [] }, 'must be a type of result'],
    [
      'disordered times',
      {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [2, '1'],
              [1, '1'],
            ],
          },
        ],
      },
      'must be later',
    ],
    ['a list as a string', { resultType: 'string', result: {} }, 'is missing'],
  ])('%s', async (_, data, where) => {
    const client = await clientOf((_req, res) => res.end(success(data)));
    await expect(client.query('up')).rejects.toMatchObject({
      code: 'PROMETHEUS_UNREACHABLE',
      exitCode: 3,
      message: expect.stringContaining(where) as string,
    });
  });

  it.each([null, 7, {}, [1], { a: [null] }, { activeTargets: [{}] }, { version: 3 }])(
    'whatever is asked, %j is refused in words',
    async (data) => {
      const client = await clientOf((_req, res) => res.end(success(data)));
      const asked = await Promise.allSettled([
        client.targets(),
        client.metricNames(),
        client.labelNames(),
        client.labelValues('a'),
        client.series('a'),
        client.metricTypes(),
        client.version(),
      ]);
      const errors = asked.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(errors.length).toBeGreaterThanOrEqual(5);
      for (const { reason } of errors) expect(reason).toMatchObject({ code: 'PROMETHEUS_UNREACHABLE' });
    },
  );
});

it('an answer that drips ends with the time limit', async () => {
  const client = await clientOf((_req, res) => {
    res.write('{"status":"success","data":"');
    const drip = setInterval(() => res.write('x'), 50);
    res.once('close', () => clearInterval(drip));
  }, 400);
  const begun = performance.now();
  await expect(client.query('up')).rejects.toThrow('no complete answer within 0.4 s');
  expect(performance.now() - begun).toBeLessThan(3000);
});

it.each(['identity', 'gzip'])('an endless answer (%s) ends with the size limit', async (encoding) => {
  const client = await clientOf((_req, res) => {
    res.setHeader('Content-Encoding', encoding);
    const out = encoding === 'gzip' ? createGzip({ level: 1 }) : res;
    if (out !== res) out.pipe(res);
    res.on('error', () => undefined);
    const block = Buffer.alloc(1_000_000, ' ');
    const more = (): void => {
      while (!res.destroyed && out.write(block));
      if (!res.destroyed) out.once('drain', more);
    };
    more();
  }, 60_000);
  const before = process.memoryUsage().rss;
  await expect(client.query('up')).rejects.toThrow('larger than 50 MB');
  expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
});
