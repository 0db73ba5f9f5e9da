import { describe, expect, test } from 'vitest';
import type { QueryResult } from '../../prometheus/types.js';
import { decodeQuery } from '../../prometheus/wire.js';
import { compareEvaluations, type Evaluation, hasEmptyInstant, joinInstants, sameNumber } from './compare.js';

const none = { warnings: [], infos: [] };
const vector = (...series: [Record<string, string>, number][]): QueryResult => ({
  resultType: 'vector',
  series: series.map(([labels, value]) => ({ labels, sample: { time: 1, value } })),
  ...none,
});
const matrix = (...samples: [number, number][]): QueryResult => ({
  resultType: 'matrix',
  series: [{ labels: { a: '1' }, samples: samples.map(([time, value]) => ({ time, value })) }],
  ...none,
});
const scalar = (value: number): QueryResult => ({
  resultType: 'scalar',
  sample: { time: 1, value },
  ...none,
});
const string = (value: string): QueryResult => ({ resultType: 'string', time: 1, value, ...none });
const compare = (a: QueryResult[], b: QueryResult[], options = {}) =>
  compareEvaluations(joinInstants(a), joinInstants(b), options);

describe('sameNumber', () => {
  test.each([
    [1, 1, true],
    [1, 1 + 5e-7, true],
    [1, 1 + 2e-6, false],
    [-1, 1, false],
    [0, 0, true],
    [0, -0, true],
    [0, 1e-13, true],
    [0, 1e-9, false],
    [1e12, 1e12 + 1e5, true],
    [1e12, 1e12 + 1e7, false],
    [NaN, NaN, true],
    [NaN, 0, false],
    [0, NaN, false],
    [Infinity, Infinity, true],
    [-Infinity, -Infinity, true],
    [Infinity, -Infinity, false],
    [Infinity, 1e308, false],
    [NaN, Infinity, false],
  ])('%d and %d: %s', (a, b, same) => expect(sameNumber(a, b)).toBe(same));
});

describe('compareEvaluations', () => {
  const x = { method: 'GET' };
  const y = { method: 'POST' };
  test.each<[string, QueryResult[], QueryResult[], object | undefined, object]>([
    ['the same', [vector([x, 1], [y, 2])], [vector([y, 2], [x, 1])], {}, { equal: true }],
    ['another value', [vector([x, 1])], [vector([x, 2])], {}, { equal: false, pairs: [{ equal: false }] }],
    [
      'equal now, not before',
      [vector([x, 1]), vector([x, 2])],
      [vector([x, 1]), vector([x, 3])],
      {},
      { equal: false },
    ],
    [
      'there now, not before',
      [vector([x, 1]), vector([x, 2])],
      [vector(), vector([x, 2])],
      {},
      { equal: false, missing: [] },
    ],
    [
      'a missing series',
      [vector([x, 1], [y, 1])],
      [vector([x, 1])],
      {},
      { equal: false, missing: [{ labels: y }], extra: [] },
    ],
    [
      'an extra series',
      [vector([x, 1])],
      [vector([x, 1], [y, 1])],
      {},
      { equal: false, missing: [], extra: [{ labels: y }] },
    ],
    ['a name on one side', [vector([{ __name__: 'a', ...x }, 1])], [vector([x, 1])], {}, { equal: true }],
    [
      'a name that counts',
      [vector([{ __name__: 'a', ...x }, 1])],
      [vector([x, 1])],
      { metricName: true },
      { equal: false },
    ],
    [
      'names that alone tell series apart',
      [vector([{ __name__: 'a', ...x }, 1], [{ __name__: 'b', ...x }, 2])],
      [vector([{ __name__: 'b', ...x }, 2], [{ __name__: 'a', ...x }, 1])],
      {},
      { equal: true, pairs: [{ equal: true }, { equal: true }] },
    ],
    [
      'duplicates beside one',
      [vector([{ __name__: 'a' }, 1], [{ __name__: 'b' }, 1])],
      [vector([{}, 1])],
      {},
      { equal: false },
    ],
    ['NaN', [vector([x, NaN])], [vector([x, NaN])], {}, { equal: true }],
    ['NaN and a number', [vector([x, NaN])], [vector([x, 0])], {}, { equal: false }],
    ['nothing at all', [vector()], [vector()], {}, { equal: true }],
    ['a scalar for a vector', [vector([{}, 1])], [scalar(1)], {}, { equal: false, sameType: false }],
    ['equal scalars', [scalar(1)], [scalar(1)], {}, { equal: true }],
    ['other scalars', [scalar(1)], [scalar(2)], {}, { equal: false }],
    ['equal strings', [string('a')], [string('a')], {}, { equal: true }],
    ['other strings', [string('a')], [string('b')], {}, { equal: false }],
    [
      'a range vector for a vector',
      [vector([{ a: '1' }, 1])],
      [matrix([1, 1])],
      {},
      { equal: false, sameType: false },
    ],
    ['equal range vectors', [matrix([1, 1], [2, 2])], [matrix([1, 1], [2, 2])], {}, { equal: true }],
    ['range vectors of other length', [matrix([1, 1], [2, 2])], [matrix([1, 1])], {}, { equal: false }],
    ['range vectors at other times', [matrix([1, 1])], [matrix([2, 1])], {}, { equal: false }],
    ['range vectors with NaN', [matrix([1, NaN])], [matrix([1, NaN])], {}, { equal: true }],
    [
      '±Inf',
      [vector([x, Infinity], [y, -Infinity])],
      [vector([x, Infinity], [y, -Infinity])],
      {},
      { equal: true },
    ],
    ['another infinity', [vector([x, Infinity])], [vector([x, -Infinity])], {}, { equal: false }],
    ['a scalar that is NaN', [scalar(NaN)], [scalar(NaN)], {}, { equal: true }],
    ['a string for a scalar', [scalar(1)], [string('1')], {}, { equal: false, sameType: false }],
    // A series that began later, or ended: staleness makes it absent, which is not zero.
    [
      'a series missing at the first instant on both sides',
      [vector([x, 1]), vector([x, 1], [y, 2])],
      [vector([x, 1]), vector([x, 1], [y, 2])],
      {},
      { equal: true },
    ],
    [
      'a series that ended, kept alive',
      [vector([x, 1], [y, 2]), vector([x, 1])],
      [vector([x, 1], [y, 2]), vector([x, 1], [y, 2])],
      {},
      { equal: false, missing: [], extra: [] },
    ],
    [
      'zero for a series that is not there',
      [vector([x, 1], [y, 2]), vector([x, 1])],
      [vector([x, 1], [y, 2]), vector([x, 1], [y, 0])],
      {},
      { equal: false },
    ],
    // A restart between two instants is a smaller value, as any other.
    [
      'a counter over its restart',
      [vector([x, 90]), vector([x, 3])],
      [vector([x, 90]), vector([x, 3])],
      {},
      { equal: true },
    ],
    [
      'a counter without its restart',
      [vector([x, 90]), vector([x, 3])],
      [vector([x, 90]), vector([x, 93])],
      {},
      { equal: false },
    ],
    [
      'native histograms',
      [vector([x, 1])],
      [{ ...vector([x, 1]), nativeHistograms: 1 }],
      {},
      { equal: false, missing: [], extra: [], pairs: [{ equal: true }] },
    ],
    [
      'native histograms on both sides',
      [{ ...vector(), nativeHistograms: 1 }],
      [{ ...vector(), nativeHistograms: 1 }],
      {},
      { equal: false },
    ],
  ])('%s', (_, reference, answer, options, expected) => {
    expect(compare(reference, answer, options)).toMatchObject(expected);
  });

  test('holds a hundred thousand series', () => {
    const many = [
      vector(
        ...Array.from(
          { length: 100_000 },
          (_, i) => [{ i: String(i) }, i] as [Record<string, string>, number],
        ),
      ),
    ];
    expect(compare(many, many).equal).toBe(true);
  }, 60_000);
});

test.each<[Evaluation['rows'], number, boolean]>([
  [[], 1, true],
  [[{ labels: {}, cells: [1, undefined] }], 2, true],
  [
    [
      { labels: {}, cells: [1, undefined] },
      { labels: { a: '1' }, cells: [undefined, 1] },
    ],
    2,
    false,
  ],
  [[{ labels: {}, cells: [1, NaN] }], 2, false],
])('an instant without any result: %j', (rows, instants, empty) => {
  expect(hasEmptyInstant({ type: 'vector', instants, rows })).toBe(empty);
});

/** As Prometheus puts it on the wire: a native histogram beside a number. */
const WIRE_HISTOGRAM = {
  status: 'success' as const,
  data: {
    resultType: 'vector',
    result: [
      { metric: { a: '1' }, histogram: [1, { count: '3', sum: '1.5', buckets: [[0, '0.5', '1', '3']] }] },
      { metric: { a: '2' }, value: [1, '2'] },
    ],
  },
};

test('a native histogram from the wire: left out, said, and equal to nothing', () => {
  const evaluation = joinInstants([decodeQuery(WIRE_HISTOGRAM)]);
  expect(evaluation).toMatchObject({ partial: true, rows: [{ labels: { a: '2' }, cells: [2] }] });
  expect(evaluation.notes?.infos).toMatchObject([expect.stringContaining('1 series of native histograms')]);
  expect(compareEvaluations(evaluation, evaluation).equal).toBe(false);
});

test('native histograms in a range vector from the wire: no numbers either, not even beside some', () => {
  const histogram = { count: '3', sum: '1.5', buckets: [[0, '0.5', '1', '3']] };
  const evaluation = joinInstants([
    decodeQuery({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          { metric: { a: '1' }, histograms: [[1, histogram]] },
          { metric: { a: '2' }, values: [[1, '2']], histograms: [[2, histogram]] },
        ],
      },
    }),
  ]);
  expect(evaluation).toMatchObject({ type: 'matrix', partial: true, rows: [{ labels: { a: '2' } }] });
  expect(evaluation.notes?.infos).toMatchObject([expect.stringContaining('2 series of native histograms')]);
  expect(compareEvaluations(evaluation, evaluation).equal).toBe(false);
});

test('two series with the same labels: only their names tell them apart, so these count', () => {
  const both = vector([{ __name__: 'a', x: '1' }, 1], [{ __name__: 'b', x: '1' }, 2]);
  const swapped = vector([{ __name__: 'a', x: '1' }, 2], [{ __name__: 'b', x: '1' }, 1]);
  expect(compare([both], [both]).equal).toBe(true);
  expect(compare([both], [swapped]).equal).toBe(false);
});

test('what Prometheus remarks is kept, each remark once', () => {
  const result = { ...vector(), warnings: ['w'], infos: ['i'] };
  expect(joinInstants([result, result]).notes).toEqual({ warnings: ['w'], infos: ['i'] });
  expect(joinInstants([vector()]).notes).toBeUndefined();
});

// None is special: series differ by whatever label they differ by, those that the scrape adds included.
describe.each(['instance', 'job', 'le', 'quantile', 'route', '__name__', 'exported_instance', 'é'])(
  'the label %s',
  (label) => {
    const one = { [label]: '1', same: 'x' };
    const two = { [label]: '2', same: 'x' };

    test('tells series apart', () => {
      expect(joinInstants([vector([one, 1], [two, 2])]).rows).toHaveLength(2);
    });
    test('with another value makes another result', () => {
      expect(compare([vector([one, 1])], [vector([two, 1])], { metricName: true }).equal).toBe(false);
      expect(compare([vector([one, 1])], [vector([one, 1])], { metricName: true }).equal).toBe(true);
    });
    test('that is missing makes another result', () => {
      expect(compare([vector([one, 1])], [vector([{ same: 'x' }, 1])], { metricName: true }).equal).toBe(
        false,
      );
    });
  },
);
