import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { GeneratorResult, Interval, LoadPlan } from '../../src/load/generator/messages.js';
import { type Generator, startGenerator } from '../../src/load/generator/process.js';

/** The generator's process against small servers in the test. */

export const TIMEOUT_MS = 1000;
export const USERS = 5;

/** What a server saw: the other half of every count. */
export interface Seen {
  requests: number;
  /** Responses that it wrote whole. */
  answered: number;
  /** Most requests at once. */
  most: number;
}

export interface Served {
  url: string;
  seen: Seen;
  connections: () => Promise<number>;
  close: () => void;
}

/** What to do with the nth request, counted from 1. */
export type Manner = (n: number, res: ServerResponse, req: IncomingMessage) => void;

/** @param port 0 for any */
export async function serve(manner: Manner, port = 0): Promise<Served> {
  const seen: Seen = { requests: 0, answered: 0, most: 0 };
  let open = 0;
  const server = createServer((req, res) => {
    seen.requests += 1;
    open += 1;
    seen.most = Math.max(seen.most, open);
    res.on('finish', () => (seen.answered += 1));
    res.on('close', () => (open -= 1));
    manner(seen.requests, res, req);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const ok = (res: ServerResponse) => res.end('{"items":[]}');

/** Answers after a moment: no test needs more requests than that makes. */
export const soon = (res: ServerResponse, ms = 10) => void setTimeout(() => ok(res), ms);

export function planFor(url: string, more: Partial<LoadPlan> = {}): LoadPlan {
  const users = { users: USERS, spawnRate: 10 * USERS, holdSeconds: 1 };
  return { runId: 'test', url, ...users, timeoutMs: TIMEOUT_MS, mix: { list: 1 }, seed: 1, ...more };
}

export type Loaded = GeneratorResult & { intervals: Interval[] };

/**
 * Runs a load against a server, and checks that every request is accounted for.
 * @param during called every second, to interfere
 */
export async function load(
  url: string,
  more: Partial<LoadPlan> = {},
  during: (interval: Interval, generator: Generator) => void = () => undefined,
): Promise<Loaded> {
  const generator = await startGenerator();
  try {
    const intervals: Interval[] = [];
    const result = await generator.run(planFor(url, more), {
      interval(interval) {
        intervals.push(interval);
        during(interval, generator);
      },
      draining: () => undefined,
    });
    expectAllAccountedFor({ ...result, intervals });
    return { ...result, intervals };
  } finally {
    await generator.dispose();
  }
}

/** The same on a server with this behaviour. */
export async function trial(
  manner: Manner,
  more: Partial<LoadPlan> = {},
  during?: Parameters<typeof load>[2],
): Promise<Loaded & { seen: Seen }> {
  const server = await serve(manner);
  try {
    return { ...(await load(server.url, more, during)), seen: server.seen };
  } finally {
    server.close();
  }
}

/** Checks that each request ended in exactly one way, and that the intervals add up to the run. */
function expectAllAccountedFor({ total, answered, lost, intervals }: Loaded): void {
  const { timeout, connection, closed, aborted } = total.errors;
  expect(total.responses + timeout + connection + closed + aborted).toBe(total.sent);
  const sum = (rows: readonly { count: number }[]) => rows.reduce((all, { count }) => all + count, 0);
  expect(sum(answered)).toBe(total.responses);
  expect(sum(lost)).toBe(timeout + connection + closed + aborted);
  expect(intervals.reduce((all, { sent }) => all + sent, 0)).toBe(total.sent);
  expect(intervals.reduce((all, { responses }) => all + responses, 0)).toBe(total.responses);
}
