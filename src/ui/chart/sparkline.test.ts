import { expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

it.each<[string, number[], number, string]>([
  ['nothing', [], 10, ''],
  ['a ramp', [0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
  ['only the last that fit', [9, 9, 0, 7], 2, '▁█'],
  ['no room', [1, 2], 0, ''],
  ['one value', [3], 5, '█'],
  ['zeros', [0, 0], 5, '▁▁'],
  ['a constant', [5, 5], 5, '██'],
  ['bars that start at zero', [4, 8], 5, '▅█'],
  ['negative values', [-7, 0], 5, '▁█'],
  ['both signs', [-7, 0, 7], 5, '▁▅█'],
  ['gaps', [1, NaN, 1], 5, '█ █'],
  ['infinities', [Infinity, 1, -Infinity], 5, '██▁'],
  ['only infinity', [Infinity], 5, '█'],
  ['only gaps', [NaN, NaN], 5, '  '],
])('draws %s', (_, values, width, line) => expect(sparkline(values, width)).toBe(line));

it('accepts many values', () =>
  expect(
    sparkline(
      Array.from({ length: 300_000 }, (_, i) => i),
      3,
    ),
  ).toBe('███'));
