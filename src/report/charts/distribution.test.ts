import { expect, it } from 'vitest';
import { LatencyRecorder } from '../../load/generator/latency.js';
import { BINS_PER_DECADE, readDistribution } from './distribution.js';

function histogram(...values: [ms: number, count: number][]): string {
  const recorder = new LatencyRecorder();
  for (const [ms, count] of values) for (let i = 0; i < count; i++) recorder.record(ms);
  return recorder.encode();
}

it('sorts all requests into bins, keeping two humps apart', () => {
  const { shares } = readDistribution(histogram([5, 900], [400, 100]))!;
  expect([...shares.values()].map((share) => Number(share.toFixed(3)))).toEqual([0.9, 0.1]);
  const [low, high] = [...shares.keys()] as [number, number];
  for (const [edge, ms] of [
    [low, 5],
    [high, 400],
  ] as const) {
    expect(10 ** edge).toBeLessThanOrEqual(ms * 1.001);
    expect(10 ** (edge + 1 / BINS_PER_DECADE)).toBeGreaterThan(ms * 0.999);
  }
});

it('goes up to the last nine that the count supports', () => {
  const { curve, p75, p999 } = readDistribution(histogram([10, 999], [500, 1]))!;
  expect(curve[0]?.ms).toBeCloseTo(10, 1);
  expect(curve.at(-1)).toEqual({ nines: 3, ms: expect.closeTo(10, 1) });
  expect(p75).toBeCloseTo(10, 1);
  expect(p999).toBeCloseTo(10, 1);
  const up = curve.every(({ ms }, i) => i === 0 || ms >= curve[i - 1]!.ms);
  expect(up).toBe(true);
});

it.each(['', 'HISTFAAA', 'not base64 at all!', histogram()])('returns nothing for %j', (text) =>
  expect(readDistribution(text)).toBeUndefined(),
);
