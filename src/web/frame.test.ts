import { describe, expect, it } from 'vitest';
import { alignSamples, endValue, instantsOf, isolated, stackValues, verticalRange } from './frame.js';

const grid = { start: 10, end: 14, step: 2 };

describe('instantsOf', () => {
  it.each([
    [grid, [10, 12, 14]],
    [{ start: 10, end: 13, step: 2 }, [10, 12]],
    [{ start: 10, end: 10, step: 5 }, [10]],
    [{ start: 0.1, end: 0.3, step: 0.1 }, [0.1, 0.2, 0.30000000000000004]],
  ])('%j', (given, instants) => expect(instantsOf(given)).toEqual(instants));
});

describe('alignSamples', () => {
  it.each<[string, [number, number][], (number | null)[]]>([
    [
      'leaves gaps for missing samples',
      [
        [10, 1],
        [14, 3],
      ],
      [1, null, 3],
    ],
    ['tolerates times that are off by milliseconds', [[12.001, 2]], [null, 2, null]],
    [
      'ignores samples outside the range',
      [
        [8, 1],
        [16, 2],
      ],
      [null, null, null],
    ],
    [
      'treats NaN and infinity as gaps',
      [
        [10, NaN],
        [12, Infinity],
        [14, -1],
      ],
      [null, null, -1],
    ],
  ])('%s', (_, samples, values) =>
    expect(
      alignSamples(
        samples.map(([time, value]) => ({ time, value })),
        grid,
      ),
    ).toEqual(values),
  );
});

describe('stackValues', () => {
  it('adds up, over gaps', () =>
    expect(
      stackValues(
        [
          [1, null, 3],
          [10, 20, null],
          [100, 100, 100],
        ],
        [true, true, true],
      ),
    ).toEqual([
      [1, null, 3],
      [11, 20, null],
      [111, 120, 103],
    ]));
  it('leaves hidden series out of the sums', () =>
    expect(stackValues([[1], [10], [100]], [true, false, true])).toEqual([[1], [11], [101]]));
});

describe('endValue', () => {
  it.each<[(number | null)[], number | null]>([
    [[1, 2, 3], 3],
    [[1, 2, null, null], 2], // not scraped yet
    [[2, null, null, null], null],
    [[], null],
  ])('%j', (values, value) => expect(endValue(values)).toBe(value));
});

describe('isolated', () => {
  it.each<[(number | null)[], number[]]>([
    [
      [1, null, 2, 3, null, 4],
      [0, 5],
    ],
    [[1], [0]],
    [[null], []],
    [[1, 2], []],
  ])('%j', (values, indices) => expect(isolated(values)).toEqual(indices));
});

describe('verticalRange', () => {
  const none = { min: undefined, max: undefined };
  it.each<
    [number | null, number | null, { min: number | undefined; max: number | undefined }, [number, number]]
  >([
    [5, 100, none, [0, 108]],
    [-100, 100, none, [-108, 108]],
    [-100, -50, none, [-108, 0]],
    [0, 0, none, [0, 1]],
    [null, null, none, [0, 1]],
    [5, 100, { min: 0, max: 50 }, [0, 50]],
    [5, 100, { min: 200, max: undefined }, [200, 201]],
    [5, 100, { min: undefined, max: -1 }, [-2, -1]],
  ])('%s to %s within %j', (low, high, limits, range) =>
    expect(verticalRange(low, high, limits)).toEqual(range),
  );
});
