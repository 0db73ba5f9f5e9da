import { describe, expect, test } from 'vitest';
import { backoffMs, gapMs, rateAt, SWING_SECONDS } from './pace.js';
import { createRandom } from './random.js';

test.each([
  [0, 20],
  [SWING_SECONDS / 4, 25],
  [SWING_SECONDS / 2, 20],
  [(SWING_SECONDS * 3) / 4, 15],
  [SWING_SECONDS, 20],
])('after %i s the rate is %d', (seconds, rate) => {
  expect(rateAt(20, seconds)).toBeCloseTo(rate, 9);
});

describe('gaps between requests', () => {
  const random = createRandom(7);
  const gaps = Array.from({ length: 20_000 }, () => gapMs(20, random));

  test('have the mean that makes the rate, and the spread of Poisson arrivals', () => {
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(mean).toBeGreaterThan(49);
    expect(mean).toBeLessThan(51);
    expect(deviation / mean).toBeCloseTo(1, 1);
  });

  test('are never negative and never long', () => {
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(400);
  });
});

test.each([
  [0, 0],
  [1, 250],
  [2, 500],
  [3, 1000],
  [4, 2000],
  [400, 2000],
])('after %i failures in a row the API is left alone for %i ms', (failures, ms) => {
  expect(backoffMs(failures)).toBe(ms);
});
