import { describe, expect, test } from 'vitest';
import { explainNumber, isWithin } from './number.js';

const SPAN = { least: 0.2, most: 0.25 };

describe('how far off a number may be', () => {
  test.each<[number, { relative?: number; absolute?: number } | undefined, boolean]>([
    [0.2, undefined, true],
    [0.22, undefined, true],
    [0.262, undefined, true],
    [0.263, undefined, false],
    [0.189, undefined, false],
    [0.3, { absolute: 0.05 }, true],
    [0.31, { absolute: 0.05 }, false],
    [0.3, { absolute: 0.001, relative: 0.2 }, true],
    [NaN, undefined, false],
  ])('%d within %j: %s', (value, tolerance, expected) => {
    expect(isWithin(value, SPAN, tolerance)).toBe(expected);
  });

  test('zero is zero', () => {
    const zero = { least: 0, most: 0 };
    expect(isWithin(0, zero, { relative: 0.05 })).toBe(true);
    expect(isWithin(0.001, zero, { relative: 0.05 })).toBe(false);
  });
});

test('a per cent sign too many is the cause of a factor of 100', () => {
  const { fix } = explainNumber(0.00225, SPAN, { relative: 0.05 }, { typed: '0.225%' });
  expect(fix).toBe('Leave out the % if the number that you read has none.');
});

test.each([
  [225, 'factor-1000', 'large'],
  [22, 'factor-100', 'large'],
  [13.5, 'factor-60', 'large'],
  [800, 'factor-3600', 'large'],
  [0.000225, 'factor-1000', 'small'],
  [0.00375, 'factor-60', 'small'],
  [0.3, 'number-too-large', 'large'],
  [0.1, 'number-too-small', 'small'],
  [-1, 'number-too-small', 'small'],
])('%d: %s', (value, rule, which) => {
  const diagnosis = explainNumber(value, SPAN, { relative: 0.05 });
  expect(diagnosis.rule).toBe(rule);
  expect(diagnosis.message).toContain(`too ${which}`);
  expect(JSON.stringify(diagnosis)).not.toMatch(/0\.2/);
});
