import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGenerator, type Generator } from '../../src/load/generator-process.js';
import type { GeneratorResult, Interval, LatencySummary, LoadPlan } from '../../src/load/messages.js';
import { freePorts } from '../helpers/ports.js';
import { until } from '../helpers/wait.js';

/** The generator's process against small real servers, each with one of the manners that autocannon gets wrong. */

const TIMEOUT_MS = 1000;
const USERS = 5;

/** What the server saw: the other half of every count. */
interface Seen {
  requests: number;
  /** Responses that it wrote whole. */
  answered: number;
  /** Most requests at once. */
  most: number;
}

let server: Server | undefined;
let generator: Generator;
const seen: Seen = { requests: 0, answered: 0, most: 0 };

beforeEach(async () => {
  Object.assign(seen, { requests: 0, answered: 0, most: 0 });
  generator = await startGenerator();
});
afterEach(async () => {
  await generator.dispose();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

type Manner = (n: number, res: ServerResponse, req: IncomingMessage) => void;

/** @param manner what to do with the nth request, counted from 1 */
async function serve(manner: Manner): Promise<string> {
  let open = 0;
  server = createServer((req, res) => {
    seen.requests += 1;
    open += 1;
    seen.most = Math.max(seen.most, open);
    res.on('finish', () => (seen.answered += 1));
    res.on('close', () => (open -= 1));
    manner(seen.requests, res, req);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function planFor(url: string, more: Partial<LoadPlan> = {}): LoadPlan {
  const users = { users: USERS, spawnRate: 10 * USERS, holdSeconds: 1.5 };
  return { runId: 'test', url, ...users, timeoutMs: TIMEOUT_MS, mix: { list: 1 }, seed: 1, ...more };
}

async function load(
  url: string,
  more: Partial<LoadPlan> = {},
): Promise<GeneratorResult & { intervals: Interval[] }> {
  const intervals: Interval[] = [];
  const on = { interval: (interval: Interval) => void intervals.push(interval), draining: () => undefined };
  return { ...(await generator.run(planFor(url, more), on)), intervals };
}

/** Each request that was begun ended in exactly one way, and the intervals add up to the run. */
function expectAllAccountedFor({
  total,
  answered,
  lost,
  intervals,
}: GeneratorResult & { intervals: Interval[] }) {
  const { timeout, connection, closed, aborted } = total.errors;
  expect(total.responses + timeout + connection + closed + aborted).toBe(total.sent);
  const sum = (rows: readonly { count: number }[]) => rows.reduce((all, { count }) => all + count, 0);
  expect(sum(answered)).toBe(total.responses);
  expect(sum(lost)).toBe(timeout + connection + closed + aborted);
  expect(intervals.reduce((all, { sent }) => all + sent, 0)).toBe(total.sent);
  expect(intervals.reduce((all, { responses }) => all + responses, 0)).toBe(total.responses);
}

const ok = (res: ServerResponse) => res.end('{"items":[]}');
const rawSocket = (res: ServerResponse) => res.socket as Socket;

describe('the load generator', () => {
  it('counts what a well-behaved server counts', async () => {
    const result = await load(await serve((_n, res) => ok(res)));
    expectAllAccountedFor(result);
    expect(result.total.byStatus).toEqual({ 200: seen.answered });
    expect(result.total.sent).toBe(seen.requests);
    expect(result.lost).toEqual([]);
    expect(seen.most).toBeLessThanOrEqual(USERS);
    expect(result.intervals.at(-1)?.users).toBe(0);
    expect(Math.max(...result.intervals.map(({ users }) => users))).toBe(USERS);
  });

  it('starts users at the spawn rate', async () => {
    const url = await serve((_n, res) => ok(res));
    const { intervals } = await load(url, { users: 20, spawnRate: 10, holdSeconds: 1 });
    const growth = intervals.slice(0, 2).map(({ users }) => users);
    expect(growth[0]).toBeLessThan(20);
    expect(growth[1]).toBe(20);
    // However late it is: never a burst of more than what is due.
    for (const { users, second } of intervals) expect(users).toBeLessThanOrEqual(10 * second + 1);
  });

  it('counts every status by itself, and gets nothing but the path it was given', async () => {
    const paths = new Set<string>();
    const statuses = [200, 404, 503, 301];
    const result = await load(
      await serve((n, res, { method, url }) => {
        paths.add(`${method} ${url}`);
        ok(res.writeHead(statuses[n % statuses.length] as number));
      }),
      { path: '/page?n=1', mix: {} },
    );
    expectAllAccountedFor(result);
    expect([...paths]).toEqual(['GET /page?n=1']);
    const sent = statuses.map((status, i) => [
      status,
      Array.from({ length: seen.requests }, (_, k) => k + 1).filter((n) => n % statuses.length === i).length,
    ]);
    expect(result.total.byStatus).toEqual(Object.fromEntries(sent));
    expect(result.answered.map(({ route }) => route)).toEqual(Array(statuses.length).fill('/page?n=1'));
  });

  it('tells what came after the warm-up on its own', async () => {
    const url = await serve((_n, res) => void setTimeout(() => ok(res), 5));
    const { intervals, total, measured } = await load(url, { warmupSeconds: 0.5, holdSeconds: 1.5 });
    const warmUp = intervals.findIndex(({ second }) => second >= USERS / (10 * USERS) + 0.5);
    const after = intervals.slice(warmUp + 1);
    expect(measured?.responses).toBe(after.reduce((sum, { responses }) => sum + responses, 0));
    expect(measured?.responses).toBeGreaterThan(0);
    expect(measured?.responses).toBeLessThan(total.responses);
    expect(measured?.latencyMs.p50).toBeGreaterThanOrEqual(4);
  });

  // A timer of the server never fires a whole millisecond early: what it waited is the least that can be measured.
  it.each<[string, (n: number) => number | undefined, Partial<LatencySummary>]>([
    ['always the same', () => 50, { p50: 49, p95: 49, p99: 49 }],
    ['one of two', (n) => (n % 5 === 0 ? 400 : 20), { p50: 19, p90: 399, p99: 399 }],
    [
      'hung for one in a hundred',
      (n) => (n % 100 === 0 ? undefined : 10),
      { p50: 9, p90: 9, max: TIMEOUT_MS },
    ],
  ])('measures latencies that are %s', async (_how, delayOf, least) => {
    const waited: number[] = [];
    const url = await serve((n, res) => {
      const delay = delayOf(n);
      waited.push(delay ?? TIMEOUT_MS);
      if (delay !== undefined) setTimeout(() => ok(res), delay);
    });
    const result = await load(url, { users: 20, spawnRate: 200, holdSeconds: 2 });
    expectAllAccountedFor(result);
    expect(waited).toHaveLength(result.total.sent);
    expect(result.total.errors.timeout).toBe(seen.requests - seen.answered);
    const histogram = decodeFromCompressedBase64(result.histogram);
    // Hung ones are in it: as many values as requests, and as many at the timeout as hung.
    expect(histogram.totalCount).toBe(result.total.sent);
    for (const [name, ms] of Object.entries(least)) {
      expect(result.total.latencyMs[name as 'p50'], name).toBeGreaterThanOrEqual(ms as number);
    }
    // No more than a request's share lies lower than what the server waited for it.
    const sorted = waited.sort((a, b) => a - b);
    for (const percentile of [10, 50, 90, 95, 99, 100]) {
      const truth = sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] as number;
      // One HDR bucket at three digits is 0.1 %.
      expect(histogram.getValueAtPercentile(percentile) / 1000, `p${percentile}`).toBeGreaterThanOrEqual(
        (truth - 1) * 0.999,
      );
    }
  });

  it('counts a hung request as a timeout, and its latency as the timeout at least', async () => {
    const url = await serve((n, res) => void (n % 20 === 0 || setTimeout(() => ok(res), 5)));
    const result = await load(url);
    expectAllAccountedFor(result);
    expect(result.total.errors.timeout).toBe(seen.requests - seen.answered);
    expect(result.total.errors.timeout).toBeGreaterThan(0);
    expect(result.total.latencyMs.max).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(seen.most).toBeLessThanOrEqual(USERS);
  });

  it('counts a connection closed without an answer, and matches later answers to their own requests', async () => {
    const delay = 100;
    const url = await serve((n, res) => {
      if (n % 3 === 0) rawSocket(res).end();
      else setTimeout(() => ok(res), delay);
    });
    const result = await load(url, { holdSeconds: 3 });
    expectAllAccountedFor(result);
    expect(result.total.errors.closed).toBe(seen.requests - seen.answered);
    expect(result.total.errors.closed).toBeGreaterThan(0);
    expect(result.total.responses).toBe(seen.answered);
    // Out of step, every answer would be measured from a request several before its own.
    expect(result.total.latencyMs.p50).toBeLessThan(4 * delay);
    expect(seen.most).toBeLessThanOrEqual(USERS);
  });

  it('connects once where an end is followed by an error', async () => {
    const url = await serve((n, res) => {
      if (n % 3 !== 0) return setTimeout(() => ok(res), 10);
      const socket = rawSocket(res);
      socket.end(() => setImmediate(() => socket.resetAndDestroy()));
    });
    const result = await load(url);
    expectAllAccountedFor(result);
    expect(result.total.responses).toBe(seen.answered);
    expect(seen.most).toBeLessThanOrEqual(USERS);
  });

  it('reads the answers after one that broke off', async () => {
    const url = await serve((n, res) => {
      if (n % 3 !== 0) return ok(res);
      rawSocket(res).write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () =>
        rawSocket(res).resetAndDestroy(),
      );
    });
    const result = await load(url);
    expectAllAccountedFor(result);
    expect(result.total.byStatus).toEqual({ 200: seen.answered });
    const { connection, closed, byErrno } = result.total.errors;
    expect(connection + closed).toBe(seen.requests - seen.answered);
    expect(Object.keys(byErrno)).toEqual(['ECONNRESET']);
    expect(result.total.errors.timeout).toBe(0);
  });

  it('sends nothing into a connection that the server said it would close', async () => {
    const result = await load(await serve((_n, res) => ok(res.setHeader('Connection', 'close'))));
    expectAllAccountedFor(result);
    expect(result.lost).toEqual([]);
    expect(result.total.responses).toBe(seen.requests);
    expect(result.total.responses).toBeGreaterThan(USERS);
  });

  it('does not storm a port that refuses', async () => {
    const [port] = await freePorts(1);
    const result = await load(`http://127.0.0.1:${port}`);
    expectAllAccountedFor(result);
    const { connection, byErrno } = result.total.errors;
    expect(byErrno).toEqual({ ECONNREFUSED: connection });
    // Each user: twice at once, then after 100, 200, 400, 800 ms.
    expect(connection).toBeLessThanOrEqual(USERS * 6);
  });

  it('finds a server that comes back', async () => {
    let down = false;
    const url = await serve((n, res) => {
      if (n === 50) down = true;
      if (!down) return ok(res);
      if (n === 70) down = false;
      rawSocket(res).destroy();
    });
    const result = await load(url, { holdSeconds: 3 });
    expectAllAccountedFor(result);
    expect(result.intervals.at(-2)?.responses).toBeGreaterThan(0);
  });

  it('lets what is under way finish when it stops', async () => {
    const url = await serve((_n, res) => void setTimeout(() => ok(res), 300));
    let stopped = false;
    const intervals: Interval[] = [];
    const result = await generator.run(planFor(url, { holdSeconds: 60 }), {
      interval(interval) {
        intervals.push(interval);
        if (!stopped) generator.stop(5000);
        stopped = true;
      },
      draining: () => undefined,
    });
    expectAllAccountedFor({ ...result, intervals });
    expect(result.lost).toEqual([]);
    expect(result.total.responses).toBe(seen.requests);
  });

  it('cuts off what does not, and says so', async () => {
    const url = await serve(() => undefined);
    let asked = false;
    const result = await generator.run(planFor(url, { holdSeconds: 60, timeoutMs: 60_000 }), {
      interval() {
        if (!asked) generator.stop(100);
        asked = true;
      },
      draining: () => undefined,
    });
    expect(result.total).toMatchObject({ sent: USERS, responses: 0 });
    expect(result.lost).toEqual([{ method: 'GET', route: '/items', kind: 'aborted', count: USERS }]);
  });

  it('gets ids from Location and knows what is left over', async () => {
    const items = new Set<number>();
    let last = 0;
    const url = await serve((_n, res, req) => {
      const id = Number(req.url?.split('/')[2]);
      req.resume().on('end', () => {
        if (req.method === 'POST') {
          items.add(++last);
          res.writeHead(201, { Location: `/items/${last}` }).end('{}');
        } else if (req.method === 'DELETE') {
          res.writeHead(items.delete(id) ? 204 : 404).end();
        } else if (req.url?.startsWith('/items/')) {
          res.writeHead(items.has(id) ? 200 : 404).end('{}');
        } else ok(res);
      });
    });
    const mix = { list: 40, read: 30, create: 10, update: 10, delete: 10 };
    const result = await load(url, { mix });
    expectAllAccountedFor(result);
    expect(Object.keys(result.total.byStatus).sort()).toEqual(['200', '201', '204']);
    expect(new Set(result.leftovers)).toEqual(items);
    expect(result.uncertainCreates).toBe(0);
  });

  it('ends with its parent', async () => {
    const url = await serve((_n, res) => ok(res));
    const file = fileURLToPath(new URL('../fixtures/load-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, [
      '--import',
      'tsx',
      file,
      JSON.stringify(planFor(url, { holdSeconds: 60 })),
    ]);
    await until('it sends', () => seen.requests > 100);
    parent.kill('SIGKILL');
    const open = () =>
      new Promise<number>((resolve) => server?.getConnections((_error, count) => resolve(count)));
    await until('it is gone', async () => (await open()) === 0);
  });
});
