import { describe, expect, it } from 'vitest';
import { backoffMs } from './client.js';
import { decodeLatency, LatencyRecorder } from './latency.js';
import type { Interval } from './messages.js';
import { healthOf, isGeneratorLimited } from './saturation.js';
import { TallyRecorder } from './tally.js';
import type { WorkloadRequest } from './workload.js';

const list: WorkloadRequest = { operation: 'list', method: 'GET', route: '/items', path: '/items' };

/** The three significant digits of the histogram. */
function near(ms: number) {
  return { asymmetricMatch: (actual: unknown) => Math.abs((actual as number) - ms) <= ms / 1000 };
}

describe('LatencyRecorder', () => {
  it.each([
    [
      'constant',
      Array.from({ length: 1000 }, () => 12.345),
      { p50: 12.345, p95: 12.345, p99: 12.345, max: 12.345 },
    ],
    ['below a millisecond', Array.from({ length: 100 }, () => 0.25), { p50: 0.25, p99: 0.25, max: 0.25 }],
    [
      'bimodal',
      Array.from({ length: 1000 }, (_, i) => (i < 900 ? 5 : 500)),
      { p50: 5, p90: 5, p95: 500, p99: 500, max: 500 },
    ],
    [
      'one in a hundred hung',
      Array.from({ length: 1000 }, (_, i) => (i % 100 === 0 ? 5000 : 2)),
      { p50: 2, p95: 2, p99: 2, max: 5000 },
    ],
    [
      'uniform',
      Array.from({ length: 1000 }, (_, i) => i + 1),
      { p50: 500, p90: 900, p95: 950, p99: 990, max: 1000 },
    ],
  ])('%s', (_name, values, expected) => {
    const recorder = new LatencyRecorder();
    values.forEach((ms) => recorder.record(ms));
    for (const [name, ms] of Object.entries(expected)) {
      expect(recorder.summary()[name as 'p50'], name).toEqual(near(ms));
    }
    expect(decodeLatency(recorder.encode()).p95).toBe(recorder.summary().p95);
  });

  it('adds up without loss', () => {
    const [whole, sum, part] = [new LatencyRecorder(), new LatencyRecorder(), new LatencyRecorder()];
    for (let i = 1; i <= 3000; i++) {
      whole.record(i / 7);
      part.record(i / 7);
      if (i % 1000 !== 0) continue;
      sum.add(part);
      part.reset();
    }
    expect(sum.summary()).toEqual(whole.summary());
  });

  it('has no percentiles without values', () => {
    expect(new LatencyRecorder().summary()).toEqual({
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      max: null,
    });
  });

  it('clamps values outside its range', () => {
    const recorder = new LatencyRecorder();
    recorder.record(0);
    recorder.record(1e9);
    expect(recorder.summary().max).toBe(1e9);
  });
});

describe('TallyRecorder', () => {
  it('counts a timeout as at least the timeout, and leaves other losses out of the latencies', () => {
    const tally = new TallyRecorder(5000);
    tally.began();
    tally.lost(list, 'timeout', 4999);
    tally.began();
    tally.lost(list, 'connection', 1, 'ECONNRESET');
    tally.began();
    tally.lost(list, 'closed', 1);
    const { latencyMs, errors, sent, responses } = tally.flush();
    expect({ sent, responses }).toEqual({ sent: 3, responses: 0 });
    expect(errors).toEqual({ timeout: 1, connection: 1, closed: 1, aborted: 0, byErrno: { ECONNRESET: 1 } });
    expect(latencyMs.p50).toEqual(near(5000));
  });

  it('keeps intervals apart and the run together', () => {
    const tally = new TallyRecorder(1000);
    const answer = (status: number, ms: number) => {
      tally.began();
      tally.answered(list, status, 100, ms);
    };
    answer(200, 1);
    answer(200, 2);
    expect(tally.flush()).toMatchObject({ responses: 2, bytes: 200, byStatus: { 200: 2 } });
    answer(503, 30);
    expect(tally.flush()).toMatchObject({ responses: 1, byStatus: { 503: 1 }, latencyMs: { max: 30 } });
    expect(tally.flush()).toMatchObject({ sent: 0, responses: 0, byStatus: {}, latencyMs: { max: null } });
    expect(tally.totals()).toMatchObject({
      sent: 3,
      responses: 3,
      byStatus: { 200: 2, 503: 1 },
      latencyMs: { max: 30 },
    });
    expect(tally.rows().answered).toEqual([
      { method: 'GET', route: '/items', status: '200', count: 2 },
      { method: 'GET', route: '/items', status: '503', count: 1 },
    ]);
  });
});

it.each([
  [0, 0],
  [1, 0],
  [2, 100],
  [3, 200],
  [5, 800],
  [6, 1000],
  [5000, 1000],
])('after %i failures waits %i ms', (failures, ms) => {
  expect(backoffMs(failures)).toBe(ms);
});

it.each<[string, [cpu: number, lagMeanMs: number, p50: number | null][], boolean]>([
  ['no interval', [], false],
  ['idle', [[0.3, 1, 2]], false],
  ['a full core', Array(5).fill([0.97, 1, 20]), true],
  ['a loop as late as half the median', Array(5).fill([0.4, 11, 20]), true],
  ['a late loop, but a much slower server', Array(5).fill([0.4, 11, 200]), false],
  ['timers a little late, with a very fast server', Array(5).fill([0.4, 2, 1]), false],
  ['no answers', Array(5).fill([0.1, 20, null]), false],
  [
    'one hiccup',
    [
      [0.5, 1, 20],
      [0.5, 1, 20],
      [0.97, 50, 20],
    ],
    false,
  ],
  ['two hiccups in twelve', [...Array(10).fill([0.5, 1, 20]), [0.97, 1, 20], [0.97, 1, 20]], false],
])('generator-limited: %s', (_name, intervals, limited) => {
  const healths = intervals.map(([cpu, lagMeanMs, p50]) => ({
    generator: { cpu, lagMeanMs, lagP99Ms: lagMeanMs, rssMb: 1 },
    latencyMs: { p50, p90: p50, p95: p50, p99: p50, max: p50 },
  }));
  expect(isGeneratorLimited(healths)).toBe(limited);
});

it('summarizes the generator: means over time, worst lateness, peak memory', () => {
  const second = (seconds: number, cpu: number, lagP99Ms: number, rssMb: number) =>
    ({ seconds, generator: { cpu, lagMeanMs: cpu * 10, lagP99Ms, rssMb } }) as Interval;
  expect(healthOf([second(1, 0.2, 3, 80), second(3, 0.6, 30, 120), second(1, 0.2, 2, 100)])).toEqual({
    cpu: 0.44,
    lagMeanMs: 4.4,
    lagP99Ms: 30,
    rssMb: 120,
  });
  expect(healthOf([])).toEqual({ cpu: 0, lagMeanMs: 0, lagP99Ms: 0, rssMb: 0 });
});
