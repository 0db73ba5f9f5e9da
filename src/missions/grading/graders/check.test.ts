import { expect, test } from 'vitest';
import type { QueryValue } from '../../../prometheus/types.js';
import { isTrue } from './check.js';

const vector = (...values: number[]): QueryValue => ({
  resultType: 'vector',
  series: values.map((value, i) => ({ labels: { i: String(i) }, sample: { time: 0, value } })),
});
const scalar = (value: number): QueryValue => ({ resultType: 'scalar', sample: { time: 0, value } });

test.each<[string, QueryValue, boolean]>([
  ['an empty vector', vector(), false],
  ['ones', vector(1, 1), true],
  ['any number but zero', vector(-3, 0.1), true],
  ['a zero among them', vector(1, 0), false],
  ['not a number', vector(NaN), false],
  ['a scalar', scalar(2), true],
  ['a scalar of zero', scalar(0), false],
  ['a text', { resultType: 'string', time: 0, value: 'true' }, false],
  ['ranges', { resultType: 'matrix', series: [{ labels: {}, samples: [{ time: 0, value: 1 }] }] }, false],
])('%s', (_, value, expected) => {
  expect(isTrue({ ...value, warnings: [], infos: [] })).toBe(expected);
});
