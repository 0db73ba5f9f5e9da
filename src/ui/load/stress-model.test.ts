import { describe, expect, it } from 'vitest';
import type { Interval, Tally } from '../../load/generator/messages.js';
import { parseThreshold } from '../../load/request/thresholds.js';
import { findTier } from '../../load/request/tiers.js';
import {
  errorsText,
  generatorText,
  intervalLine,
  measureLines,
  serverTexts,
  thresholdText,
} from './measure-text.js';
import { foldLoadEvent, initialStressModel, progressOf, standingThresholds } from './stress-model.js';

const light = findTier('light'); // 5 s of ramp, 30 s at the full number of users
const thresholds = [parseThreshold('p95<250ms'), parseThreshold('errors<1%')];

function tally(responses: number, ms: number, byStatus: Record<string, number> = { 200: responses }): Tally {
  const errors = { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} };
  const latencyMs = { p50: ms, p90: ms, p95: 2 * ms, p99: 3 * ms, max: 4 * ms };
  return { sent: responses, responses, bytes: 1, byStatus, errors, latencyMs };
}

export function interval(
  second: number,
  responses: number,
  ms = 10,
  total = tally(responses * second, ms),
): Interval {
  const generator = { lagMeanMs: 1, lagP99Ms: 1, cpu: 0.2, rssMb: 100 };
  return {
    second,
    seconds: 1,
    time: 1_800_000_000 + second,
    users: 10 * second,
    generator,
    ...tally(responses, ms),
    total,
  };
}

function modelOf(...intervals: Interval[]) {
  let model = foldLoadEvent(initialStressModel(light, thresholds), { type: 'phase', phase: 'running' }, 1000);
  for (const it of intervals) {
    model = foldLoadEvent(model, { type: 'interval', interval: it }, 1000 + 1000 * it.second);
  }
  return model;
}

describe('progressOf', () => {
  it.each([
    [500, 0],
    [1000, 0],
    [8000, 7],
    [36_000, 35],
    [99_000, 35],
  ])('at %i ms %i s are gone', (now, gone) => {
    expect(progressOf(modelOf(), now)).toEqual({ gone, of: 35, share: gone / 35 });
  });

  it('is 0 before the first request, and 1 after the last', () => {
    expect(progressOf(initialStressModel(light, []), 9000).share).toBe(0);
    expect(progressOf(foldLoadEvent(modelOf(), { type: 'phase', phase: 'draining' }, 5000), 9000).share).toBe(
      1,
    );
  });
});

it('shows the last second next to the run so far, with one value per second for the sparklines', () => {
  const [rate, p50, p95] = measureLines(modelOf(interval(1, 1000, 10), interval(2, 2000, 20)));
  expect(rate).toEqual({ name: 'requests/s', now: '2,000', sofar: '2,000', history: [1000, 2000] });
  expect(p50).toMatchObject({ name: 'p50', now: '20 ms', history: [10, 20] });
  expect(p95).toMatchObject({ name: 'p95', now: '40 ms', history: [20, 40] });
});

it('calculates no rate from the last few milliseconds', () => {
  const rest = { ...interval(2, 45, 10), seconds: 0.04 };
  expect(measureLines(modelOf(interval(1, 1000), rest))[0]).toMatchObject({ now: '1,000', history: [1000] });
});

it('shows dashes before the first second', () => {
  expect(measureLines(modelOf()).map(({ now, sofar }) => [now, sofar])).toEqual(Array(4).fill(['—', '—']));
});

describe('errorsText', () => {
  const errors = {
    timeout: 3,
    connection: 1200,
    closed: 2,
    aborted: 1,
    byErrno: { ECONNREFUSED: 1150, ECONNRESET: 50 },
  };
  it.each([
    [
      'none',
      { byStatus: { 200: 5, 204: 1 }, errors: { ...errors, timeout: 0, closed: 0, aborted: 0, byErrno: {} } },
    ],
    [
      'ECONNREFUSED × 1,150, HTTP 503 × 90, ECONNRESET × 50, timeout × 3, closed without an answer × 2, cut off at the end × 1',
      { byStatus: { 200: 5, 503: 90 }, errors },
    ],
  ])('%s', (text, counts) => {
    expect(errorsText(counts)).toBe(text);
  });
});

describe('thresholds', () => {
  it('are not crossed before anything was measured', () => {
    expect(standingThresholds(modelOf()).map(({ pass, measured }) => [pass, measured])).toEqual([
      [true, null],
      [true, null],
    ]);
  });

  it('are checked against the run so far', () => {
    const slow = interval(2, 1000, 10, tally(2000, 150, { 200: 1900, 503: 100 }));
    const results = standingThresholds(modelOf(slow));
    expect(results.map((result) => [result.pass, thresholdText(result)])).toEqual([
      [false, 'p95<250ms (300 ms)'],
      [false, 'errors<1% (5 %)'],
    ]);
  });
});

it.each([
  [undefined, ['waiting for Prometheus']],
  [null, ['Prometheus does not answer']],
  [
    { rate: 1234.5, p95Ms: 31.25, inFlight: 40, poolWaiting: 30, eventLoopLagP99Ms: 12 },
    ['1,235 req/s, p95 31.3 ms, in flight 40', 'waiting for a connection 30, event-loop lag 12 ms (p99)'],
  ],
  [
    { rate: null, p95Ms: null, inFlight: null, poolWaiting: 0, eventLoopLagP99Ms: null },
    ['— req/s, p95 —, in flight —', 'waiting for a connection 0, event-loop lag — (p99)'],
  ],
])('server %j', (server, texts) => {
  expect(serverTexts(server)).toEqual(texts);
});

it('warns only if the generator is the limit', () => {
  const busy = { ...interval(1, 1000), generator: { lagMeanMs: 1, lagP99Ms: 3, cpu: 0.98, rssMb: 100 } };
  expect(generatorText(modelOf(busy))).toContain('CPU 98 %');
  expect(generatorText(modelOf(interval(1, 1000)))).toBeUndefined();
});

it('writes one second as one line', () => {
  const now = { rate: 990, p95Ms: 22, inFlight: 1, poolWaiting: 0, eventLoopLagP99Ms: 1 };
  expect(intervalLine(interval(12, 1000), now)).toBe(
    '  12 s    120 users   1,000 req/s  p50 10 ms  p95 20 ms  p99 30 ms  errors none  server 990 req/s p95 22 ms',
  );
  expect(intervalLine(interval(12, 1000), undefined)).not.toContain('server');
});
