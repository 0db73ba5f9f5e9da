import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GeneratorResult } from '../../src/load/generator/messages.js';
import { startGenerator } from '../../src/load/generator/process.js';
import type { WireRecord } from '../fixtures/wire-recorder.js';
import { until } from '../helpers/wait.js';

/**
 * Percentiles against the truth. The server, in its own process, delays each answer for a known time, and records the
 * real delay: no request was faster. Next to the generator's code, a recorder takes every request's times at the
 * socket: a minimum and a maximum, between which the generator's own value must lie. Sorted, they bound each rank,
 * and so each percentile. Noise of the machine can't break these bounds, and a wrong percentile is off by far more
 * than their width.
 */

const TIMEOUT_MS = 1000;
/** Closed-loop users, so that there are a few hundred requests and more: ranks that can be told from each other. */
const USERS = { users: 20, spawnRate: 200, holdSeconds: 2.5 };

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

let directory: string;
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-percentiles-'));
  server = fork(fixture('latency-server'), [], { execArgv: ['--import', tsx] });
  const [port] = (await once(server, 'message')) as [number];
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  if (server?.connected) server.disconnect();
  await rm(directory, { recursive: true, force: true });
});

interface Truth {
  result: GeneratorResult;
  /** The server's delay of each request in ms; null for those that it never answered. */
  held: (number | null)[];
  wire: WireRecord[];
}

/** Loads the server with one cycle of delays. */
async function measure(cycle: string): Promise<Truth> {
  const file = join(directory, `${randomUUID()}.json`);
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = `--import ${tsx} --import ${pathToFileURL(fixture('wire-recorder')).href}`;
  process.env.WIRE_RECORD = file;
  // The process is started within the call, with this environment.
  const starting = startGenerator();
  delete process.env.WIRE_RECORD;
  if (before === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before;
  const generator = await starting;
  try {
    const plan = { runId: 'test', url, path: `/${cycle}`, ...USERS, timeoutMs: TIMEOUT_MS, mix: {}, seed: 1 };
    const result = await generator.run(plan, { interval: () => undefined, draining: () => undefined });
    await until('the wire’s record is there', () => existsSync(file));
    const held = (await (await fetch(`${url}/delivered?${cycle}`)).json()) as Truth['held'];
    return { result, held, wire: JSON.parse(await readFile(file, 'utf8')) as WireRecord[] };
  } finally {
    await generator.dispose();
  }
}

/** The nearest rank: the smallest value that at least this percentage of values do not exceed. */
function rank(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length - 1e-9) - 1)] as number;
}

const sort = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** Values are recorded to the microsecond. */
const HALF = 0.0005;

/** The width of a value's HDR bucket at three significant digits: 1 µs below 2.048 ms, 2 µs below 4.096 ms, … */
function bucketMs(ms: number): number {
  return ms < 2.048 ? 0.001 : 2 ** (Math.floor(Math.log2(ms * 1000)) - 10) / 1000;
}

const HUNG_ONCE_IN_A_HUNDRED = [...Array<string>(99).fill('10'), '-'].join(',');
/** A hundred latencies, mixed: one percentile is 3 ms from the next. */
const A_HUNDRED = Array.from({ length: 100 }, (_, i) => 5 + 3 * ((i * 37) % 100)).join(',');

describe.concurrent('percentiles', () => {
  it.each([
    ['constant', '50'],
    ['bimodal', '20,20,20,20,400'],
    ['spread', A_HUNDRED],
    ['of a server that hangs once in a hundred', HUNG_ONCE_IN_A_HUNDRED],
  ])('are within one HDR bucket of the truth: %s', async (_how, cycle) => {
    const { result, held, wire } = await measure(cycle);
    const { total } = result;
    const histogram = decodeFromCompressedBase64(result.histogram);

    // All three counted the same, and every request is in the histogram, once: the hung ones too.
    expect(held.length).toBeGreaterThan(100);
    expect(wire).toHaveLength(held.length);
    expect(total.sent).toBe(held.length);
    expect(histogram.totalCount).toBe(held.length);
    const unanswered = wire.filter(({ atLeastMs }) => atLeastMs === null).length;
    expect(total.errors).toMatchObject({ timeout: unanswered, connection: 0, closed: 0, aborted: 0 });
    const hung = held.filter((ms) => ms === null).length;
    expect(unanswered).toBeGreaterThanOrEqual(hung);
    expect(hung > 0).toBe(cycle.includes('-'));

    // A hung one counts as the timeout, at the least.
    const atMost = ({ atLeastMs, atMostMs }: WireRecord) => Math.max(atMostMs, atLeastMs ?? TIMEOUT_MS);
    const bounds = {
      served: sort(held.map((ms) => ms ?? TIMEOUT_MS)),
      least: sort(wire.map(({ atLeastMs }) => atLeastMs ?? TIMEOUT_MS)),
      most: sort(wire.map(atMost)),
    };
    const { max, ...summary } = total.latencyMs;
    const told = Object.entries(summary).map(([name, ms]) => [Number(name.slice(1)), ms ?? NaN] as const);
    const more = [1, 10, 25, 75, 79, 81, 99.9].map(
      (percentile) => [percentile, histogram.getValueAtPercentile(percentile) / 1000] as const,
    );
    const off = [...told, ...more].flatMap(([percentile, ms]) => {
      const [served, least, most] = Object.values(bounds).map((sorted) => rank(sorted, percentile));
      const isWithin =
        ms >= served! - HALF && ms >= least! - HALF && ms <= most! + HALF + bucketMs(most! + HALF);
      return isWithin ? [] : [`p${percentile}: served ${served}, measured ${least} to ${most}, told ${ms}`];
    });
    expect(off).toEqual([]);
    // The maximum is kept exactly, without bucketing.
    expect(max).toBeGreaterThanOrEqual(bounds.least.at(-1)! - HALF);
    expect(max).toBeLessThanOrEqual(bounds.most.at(-1)! + HALF);
  });
});
