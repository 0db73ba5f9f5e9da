import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ok, planFor, serve, soon, TIMEOUT_MS, trial, USERS } from '../helpers/load-trial.js';
import { until } from '../helpers/wait.js';

/** The generator's process against small real servers. For autocannon's defects, see load-defects.test.ts. */

describe.concurrent('the load generator', () => {
  it('counts what a well-behaved server counts', async () => {
    const { total, lost, intervals, seen } = await trial((n, res) => void (n % 10 ? ok(res) : soon(res, 1)));
    expect(total.byStatus).toEqual({ 200: seen.answered });
    expect(total.sent).toBe(seen.requests);
    expect(lost).toEqual([]);
    expect(seen.most).toBeLessThanOrEqual(USERS);
    expect(intervals.at(-1)?.users).toBe(0);
    expect(Math.max(...intervals.map(({ users }) => users))).toBe(USERS);
  });

  it('counts every status separately, and requests only the given path', async () => {
    const paths = new Set<string>();
    const statuses = [200, 404, 503, 301];
    const { total, answered, seen } = await trial(
      (n, res, { method, url }) => {
        paths.add(`${method} ${url}`);
        soon(res.writeHead(statuses[n % statuses.length] as number), 2);
      },
      { path: '/page?n=1', mix: {}, timeoutMs: 30_000 },
    );
    expect([...paths]).toEqual(['GET /page?n=1']);
    const sent = statuses.map((status, i) => [
      status,
      Array.from({ length: seen.requests }, (_, k) => k + 1).filter((n) => n % statuses.length === i).length,
    ]);
    expect(total.byStatus).toEqual(Object.fromEntries(sent));
    expect(answered.map(({ route }) => route)).toEqual(Array(statuses.length).fill('/page?n=1'));
  });

  it('reports the time after the warm-up separately', async () => {
    const { intervals, total, measured } = await trial((_n, res) => soon(res, 5), { warmupSeconds: 0.5 });
    const warmUp = intervals.findIndex(({ second }) => second >= USERS / (10 * USERS) + 0.5);
    const after = intervals.slice(warmUp + 1);
    expect(measured?.responses).toBe(after.reduce((sum, { responses }) => sum + responses, 0));
    expect(measured?.responses).toBeGreaterThan(0);
    expect(measured?.responses).toBeLessThan(total.responses);
    expect(measured?.latencyMs.p50).toBeGreaterThanOrEqual(4);
  });

  it('lets requests in flight finish when it stops', async () => {
    const { total, lost, seen } = await trial(
      (_n, res) => soon(res, 300),
      { holdSeconds: 60, timeoutMs: 30_000 },
      (_interval, generator) => generator.stop(30_000),
    );
    expect(lost).toEqual([]);
    expect(total.responses).toBe(seen.requests);
  });

  it('cuts off requests that do not finish, and reports them', async () => {
    const { total, lost } = await trial(
      () => undefined,
      { holdSeconds: 60, timeoutMs: 60_000 },
      (_interval, generator) => generator.stop(100),
    );
    expect(total).toMatchObject({ sent: USERS, responses: 0 });
    expect(lost).toEqual([{ method: 'GET', route: '/items', kind: 'aborted', count: USERS }]);
  });

  it('reads ids from Location, and knows the items that are left', async () => {
    const items = new Set<number>();
    let last = 0;
    const { total, leftovers, uncertainCreates } = await trial(
      (_n, res, req) => {
        const id = Number(req.url?.split('/')[2]);
        req.resume().on('end', () => {
          if (req.method === 'POST') {
            items.add(++last);
            res.writeHead(201, { Location: `/items/${last}` }).end('{}');
          } else if (req.method === 'DELETE') {
            res.writeHead(items.delete(id) ? 204 : 404).end();
          } else if (req.url?.startsWith('/items/')) {
            res.writeHead(items.has(id) ? 200 : 404).end('{}');
          } else {
            soon(res, 2);
          }
        });
      },
      { mix: { list: 40, read: 30, create: 10, update: 10, delete: 10 } },
    );
    expect(Object.keys(total.byStatus).sort()).toEqual(['200', '201', '204']);
    expect(new Set(leftovers)).toEqual(items);
    expect(uncertainCreates).toBe(0);
  });

  it('ends with its parent', async () => {
    const server = await serve((_n, res) => soon(res));
    const file = fileURLToPath(new URL('../fixtures/load-parent.ts', import.meta.url));
    const plan = JSON.stringify(planFor(server.url, { holdSeconds: 60 }));
    const parent = spawn(process.execPath, ['--import', 'tsx', file, plan]);
    await until('it sends', () => server.seen.requests > 100);
    parent.kill('SIGKILL');
    await until('it is gone', async () => (await server.connections()) === 0);
    server.close();
  });
});

describe.concurrent('users of the load generator', () => {
  it('start one by one: none early, and never a second’s worth at once', async () => {
    const came: number[] = [];
    const known = new Set<unknown>();
    const { intervals, startedAt } = await trial(
      (_n, res, { socket }) => {
        if (!known.has(socket)) came.push(Date.now() / 1000);
        known.add(socket);
        soon(res);
      },
      { users: 20, spawnRate: 10, holdSeconds: 0.5 },
    );
    expect(came).toHaveLength(20);
    // Each by the rate, but for what two readings of a clock may differ by.
    came.forEach((at, k) => expect(at).toBeGreaterThanOrEqual(startedAt + k / 10 - 0.005));
    for (const { users, second } of intervals) expect(users).toBeLessThanOrEqual(10 * second + 1);
    const together = came.map((at) => came.filter((other) => other >= at && other < at + 0.02).length);
    expect(Math.max(...together)).toBeLessThan(10);
  });

  it('send their next request when the last one is answered, not on a schedule', async () => {
    // A rate limit would keep a user silent for the rest of every second. A plain client next to the users measures
    // how long a request takes on this machine: it sends requests to the same server, one after the other.
    const TICKS = 2000;
    let ticks = 0;
    let ticking: Promise<void> | undefined;
    const lastHeard = new Map<unknown, number>();
    let silent = 0;
    const hear = (user: unknown) => {
      const silence = ticks - (lastHeard.get(user) ?? ticks);
      // Fewer requests mean a user that waits for the CPU.
      if (silence > 50) silent += silence;
      lastHeard.set(user, ticks);
    };
    const { total } = await trial(
      (_n, res, { url, socket, headers: { host } }) => {
        ok(res);
        if (url === '/tick') return;
        ticking ??= getEach(TICKS, `http://${host}/tick`, () => (ticks += 1)).then(() =>
          lastHeard.forEach((_, user) => hear(user)),
        );
        hear(socket);
      },
      { users: 2, spawnRate: 20, holdSeconds: 30 },
      (_interval, generator) => void ticking?.finally(() => generator.stop(TIMEOUT_MS)),
    );
    await ticking;
    expect(ticks).toBe(TICKS);
    expect(lastHeard.size).toBe(2);
    expect(total.responses).toBeGreaterThan(0);
    expect(silent).toBeLessThan(TICKS / 2);
  });
});

/** Requests a page this many times over one connection, each after the previous answer. */
async function getEach(times: number, url: string, then: () => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < times; n++) {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    then();
  }
  agent.destroy();
}
