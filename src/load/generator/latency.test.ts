import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../util/random.js';
import { decodeLatency, LatencyRecorder } from './latency.js';

/** Three significant digits: a bucket is 0.1 % wide, or one microsecond below 2 ms. */
const BUCKET = 0.001;

function recorded(latencies: readonly number[]): LatencyRecorder {
  const recorder = new LatencyRecorder();
  for (const ms of latencies) recorder.record(ms);
  return recorder;
}

/** The exact percentile, by nearest rank. */
function exact(latencies: readonly number[], percentile: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percentile / 100) * sorted.length) - 1] as number;
}

describe('percentiles are within one bucket of the exact ones', () => {
  const random = seededRandom(1);
  const many = (latencyOf: (i: number) => number) => Array.from({ length: 10_000 }, (_, i) => latencyOf(i));
  it.each<[string, number[]]>([
    ['constant', many(() => 100)],
    ['bimodal', many((i) => (i % 10 === 0 ? 1234.567 : 12.345))],
    ['one in a hundred hung', many((i) => (i % 100 === 0 ? 5000.25 : 3.21))],
    ['from a microsecond to a minute', many(() => 0.001 * 60_000_000 ** random())],
  ])('%s', (_how, latencies) => {
    const recorder = recorded(latencies);
    const summary = recorder.summary();
    for (const [name, percentile] of [
      ['p50', 50],
      ['p90', 90],
      ['p95', 95],
      ['p99', 99],
    ] as const) {
      const truth = exact(latencies, percentile);
      expect(Math.abs(summary[name]! - truth), name).toBeLessThanOrEqual(Math.max(BUCKET * truth, 0.001));
    }
    expect(summary.max).toBe(Math.round(Math.max(...latencies) * 1000) / 1000);
    const { max: _approximate, ...decoded } = decodeLatency(recorder.encode());
    expect(summary).toMatchObject(decoded);
  });
});

it('adds up, and starts again after a reset', () => {
  const all = recorded([1, 2]);
  const more = recorded([300]);
  all.add(more);
  expect(all.summary()).toMatchObject({ max: 300, p99: expect.closeTo(300, 0) });
  all.reset();
  expect(all.summary()).toEqual({ p50: null, p90: null, p95: null, p99: null, max: null });
});
