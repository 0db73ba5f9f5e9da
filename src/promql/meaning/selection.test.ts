import { describe, expect, test } from 'vitest';
import { selectors } from '../syntax/ast.js';
import { parsePromql } from '../syntax/parse.js';
import { resultType } from './result-type.js';
import { canSelect, foldConstant, valueSelectors } from './selection.js';

describe('where values come from', () => {
  test.each([
    ['x', ['x']],
    ['sum(rate(x[1m]))', ['x']],
    ['a / b', ['a', 'b']],
    ['max_over_time(rate(x[1m])[5m:])', ['x']],
    ['-x', ['x']],
    ['topk(scalar(k), x)', ['x', 'k']],
    ['x or vector(0)', ['x']],
    ['x * 2 + 1', ['x']],
    ['x > bool 1', ['x']],
    // What only chooses series gives no values.
    ['a and b', ['a']],
    ['a unless b', ['a']],
    ['vector(3) and x', []],
    // Constants, however dressed.
    ['42', []],
    ['vector(42)', []],
    ['scalar(vector(42))', []],
    ['time()', []],
    ['x * 0 + 5', []],
    ['0 * x', []],
    ['x ^ 0', []],
    ['x - x', []],
    ['x / x + 4', []],
    ['sum(x * (2 - 2)) + 5', []],
    ['sum(vector(1)) * 7', []],
  ])('%s', (text, expected) => {
    expect(valueSelectors(parsePromql(text).expr).map(({ metric }) => metric)).toEqual(expected);
  });
});

test.each([
  ['1 + 2 * 3', 7],
  ['2 ^ 3 ^ 2', 512],
  ['-(3)', -3],
  ['7 % 4', 3],
  ['x', undefined],
  ['1 / x', undefined],
])('%s is always %s', (text, expected) => {
  expect(foldConstant(parsePromql(text).expr)).toBe(expected);
});

test.each([
  ['x', 'x', true],
  ['y', 'x', false],
  ['{__name__=~"x|y"}', 'x', true],
  ['{__name__=~"x"}', 'xy', false],
  ['{job="api"}', 'x', true],
  ['{__name__=~"(x)*"}', 'y', false],
  ['{__name__=~"(?=x)"}', 'y', true],
  ['{__name__=~"["}', 'x', true],
])('%s can select %s: %s', (text, name, expected) => {
  expect(canSelect(selectors(parsePromql(text).expr)[0]!, name)).toBe(expected);
});

test.each([
  ['x', 'vector'],
  ['x[1m]', 'matrix'],
  ['x[5m:1m]', 'matrix'],
  ['1 + 2', 'scalar'],
  ['1 + x', 'vector'],
  ['-time()', 'scalar'],
  ['scalar(x)', 'scalar'],
  ['vector(1)', 'vector'],
  ['"a"', 'string'],
  ['sum(x)', 'vector'],
  ['1 > bool 2', 'scalar'],
  ['1 +', undefined],
])('%s is a %s', (text, expected) => {
  expect(resultType(parsePromql(text).expr)).toBe(expected);
});
