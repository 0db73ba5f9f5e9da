import { describe, expect, test } from 'vitest';
import { readNumber } from './number-text.js';

describe('numbers as they are typed', () => {
  test.each<[string, string, number]>([
    ['0.25', 's', 0.25],
    ['250ms', 's', 0.25],
    ['250 ms', 's', 0.25],
    ['.25s', 's', 0.25],
    ['250000µs', 's', 0.25],
    ['2m', 's', 120],
    ['1.5h', 's', 5400],
    ['-3', '', -3],
    ['1e-3', '', 0.001],
    ['1.5k', '', 1500],
    ['2M', '', 2_000_000],
    ['12%', '', 0.12],
    ['12%', '%', 12],
    ['12', '%', 12],
    ['3/s', '/s', 3],
    ['3', '/s', 3],
    ['3 req/s', '/s', 3],
    ['1.5k/s', '/s', 1500],
    ['180/min', '/s', 3],
    ['3/s', '/min', 180],
    ['1.5MiB', 'bytes', 1.5 * 2 ** 20],
    ['2MB', 'bytes', 2e6],
    ['512', 'bytes', 512],
  ])('%s for %j', (text, unit, value) => {
    const read = readNumber(text, unit);
    expect('value' in read && read.value).toBeCloseTo(value, 9);
  });

  test.each<[string, string, RegExp]>([
    ['', 's', /Nothing/],
    ['fast', 's', /`fast` is not a number/],
    ['0,25', 's', /use a point for decimals/],
    ['3 4', '', /not a number/],
    ['250ms', '', /plain number/],
    ['3kg', 's', /“kg” is not a unit .* ms, s/],
    ['NaN', '', /not a number/],
    ['Infinity', '', /not a number/],
    ['rate(x[1m])', '/s', /not a number/],
    ['1.2.3', '', /not a number/],
  ])('%j for %j is refused', (text, unit, problem) => {
    const read = readNumber(text, unit);
    expect('problem' in read && read.problem).toMatch(problem);
  });
});
