import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { load, ok, serve, type Served, soon, TIMEOUT_MS, trial, USERS } from '../helpers/load-trial.js';
import { freePorts } from '../helpers/ports.js';

/** Autocannon's defects, each with a server that triggers it: src/load/generator/client.ts explains the fixes. */

const socketOf = (res: ServerResponse) => res.socket as Socket;

describe.concurrent('the load generator, if a server', () => {
  it('hangs: a timeout, and its latency the timeout at least', async () => {
    const { total, seen } = await trial((n, res) => void (n % 20 === 0 || soon(res, 5)));
    expect(total.errors.timeout).toBe(seen.requests - seen.answered);
    expect(total.errors.timeout).toBeGreaterThan(0);
    expect(total.latencyMs.max).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(seen.most).toBeLessThanOrEqual(USERS);
  });

  it('closes without an answer: a loss, and later answers are matched to their own requests', async () => {
    const delay = 100;
    const { total, seen } = await trial(
      (n, res) => {
        if (n % 3 === 0) socketOf(res).end();
        else soon(res, delay);
      },
      { holdSeconds: 2, timeoutMs: 30_000 },
    );
    expect(total.errors.closed).toBe(seen.requests - seen.answered);
    expect(total.errors.closed).toBeGreaterThan(0);
    expect(total.responses).toBe(seen.answered);
    // Out of step, every answer would be measured from a request several before its own.
    expect(total.latencyMs.p50).toBeGreaterThanOrEqual(delay - 1);
    expect(total.latencyMs.p50).toBeLessThan(4 * delay);
    expect(seen.most).toBeLessThanOrEqual(USERS);
  });

  it('ends a connection, which then fails too: one lost request, and one new connection', async () => {
    // Bodies larger than all buffers on the way: while one is unread, its sender has something left that can fail.
    const runId = 'x'.repeat(5 * 2 ** 20);
    let connections = 0;
    let requests = 0;
    let ended: Socket | undefined;
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      // The user came back: what it hears of its old connection comes after the end.
      ended?.resetAndDestroy();
      ended = undefined;
      if (++connections % 2 === 1) {
        ended = socket;
        return void socket.end();
      }
      socket.on('data', (chunk: Buffer) => {
        if (chunk.at(-1) !== '}'.charCodeAt(0)) return;
        requests += 1;
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      });
      socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { total } = await load(url, { users: 1, runId, mix: { create: 1 }, timeoutMs: 30_000 });
    server.close();
    expect(requests).toBeGreaterThan(1);
    expect(total).toMatchObject({ sent: connections, responses: requests });
    expect(total.errors).toMatchObject({ closed: connections - requests, connection: 0, timeout: 0 });
  });

  it('breaks off an answer: the next ones are read from their beginning', async () => {
    const { total, seen } = await trial((n, res) => {
      if (n % 3 !== 0) return soon(res, 2);
      socketOf(res).write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () =>
        socketOf(res).resetAndDestroy(),
      );
    });
    expect(total.byStatus).toEqual({ 200: seen.answered });
    const { connection, closed, timeout, byErrno } = total.errors;
    expect(connection + closed).toBe(seen.requests - seen.answered);
    expect(Object.keys(byErrno)).toEqual(['ECONNRESET']);
    expect(timeout).toBe(0);
  });

  it('answers with something other than HTTP: lost at once, under that name', async () => {
    const { total, seen } = await trial((_n, res) => void socketOf(res).write('SSH-2.0-OpenSSH_9.2\r\n'), {
      timeoutMs: 30_000,
    });
    expect(seen.requests).toBeGreaterThan(USERS);
    expect(total.errors).toMatchObject({ connection: seen.requests, byErrno: { NOT_HTTP: seen.requests } });
  });

  it('sends an interim response (1xx) first: that is not the answer', async () => {
    const { total, lost, seen } = await trial((_n, res) => {
      res.writeProcessing();
      soon(res, 2);
    });
    expect(lost).toEqual([]);
    expect(total.byStatus).toEqual({ 200: seen.requests });
    expect(seen.requests).toBeGreaterThan(USERS);
  });

  it('ends an answer with its connection: whole answers', async () => {
    const { total, lost, seen } = await trial(
      (_n, res) => void setTimeout(() => socketOf(res).end('HTTP/1.0 200 OK\r\n\r\nall there is'), 2),
    );
    expect(lost).toEqual([]);
    expect(total.byStatus).toEqual({ 200: seen.requests });
    expect(seen.requests).toBeGreaterThan(USERS);
  });

  it('announces that it will close: nothing more is sent on that connection', async () => {
    const { total, lost, seen } = await trial((_n, res) => soon(res.setHeader('Connection', 'close'), 2));
    expect(lost).toEqual([]);
    expect(total.responses).toBe(seen.requests);
    expect(total.responses).toBeGreaterThan(USERS);
  });

  it('refuses connections: no retry storm', async () => {
    const [port] = await freePorts(1);
    const { total, sendingSeconds } = await load(`http://127.0.0.1:${port}`);
    const { connection, byErrno } = total.errors;
    expect(byErrno).toEqual({ ECONNREFUSED: connection });
    expect(connection).toBeGreaterThanOrEqual(USERS);
    // Each user: twice at once, then after 100, 200, 400, 800 ms, then once per second.
    expect(connection).toBeLessThanOrEqual(USERS * (6 + sendingSeconds));
  });

  it('fails again and again: one try at a time, though the clock of the last request goes off before the next', async () => {
    const { total } = await trial(
      (n, res) => {
        const drop = () => socketOf(res).destroy();
        // The fifth is followed by a pause of 800 ms, and was begun 500 ms before: its clock goes off in between. A
        // second try would come in addition, and find the sixth unanswered.
        if (n <= 4) drop();
        else if (n === 5) setTimeout(drop, 500);
      },
      { users: 1, holdSeconds: 3 },
    );
    // Each that was begun came to its end: load() sees to it.
    expect(total.sent).toBeGreaterThan(5);
    expect(total.responses).toBe(0);
  });

  it('refuses for longer than the timeout: users return when it is back', async () => {
    const [port = 0] = await freePorts(1);
    let server: Promise<Served> | undefined;
    const { total } = await load(
      `http://127.0.0.1:${port}`,
      { holdSeconds: 60 },
      ({ total: soFar, second }, generator) => {
        // By then the pause before the next try is as long as it gets: as long as the timeout, too.
        if (soFar.errors.connection >= 6 * USERS) server ??= serve((_n, res) => soon(res), port);
        if (soFar.responses > 0 || second > 15) generator.stop(TIMEOUT_MS);
      },
    );
    (await server)?.close();
    expect(total.responses).toBeGreaterThan(0);
  });

  it('drops every connection for a while: users continue when it has recovered', async () => {
    let down = false;
    const { intervals } = await trial(
      (n, res) => {
        if (n === 50) down = true;
        if (!down) return void ok(res);
        if (n === 70) down = false;
        socketOf(res).destroy();
      },
      { holdSeconds: 60 },
      ({ total, responses }, generator) => {
        if (total.errors.closed + total.errors.connection > 20 && responses > 0) generator.stop(TIMEOUT_MS);
      },
    );
    expect(intervals.at(-2)?.responses).toBeGreaterThan(0);
  });
});
