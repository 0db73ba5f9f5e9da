import { describe, expect, test } from 'vitest';
import { compareEvaluations, type Evaluation } from '../../promql/meaning/compare.js';
import { plainText } from '../text/line.js';
import { comparisonTable, resultTable } from './comparison-table.js';

type Rows = [Record<string, string>, (number | undefined)[]][];
const evaluation = (rows: Rows, type: Evaluation['type'] = 'vector'): Evaluation => ({
  type,
  instants: 2,
  rows: rows.map(([labels, cells]) => ({ labels, cells })),
});
const compare = (reference: Rows, answer: Rows, rows = 10): string[] =>
  comparisonTable(compareEvaluations(evaluation(reference), evaluation(answer)), 60, rows).map((row) =>
    plainText(row).trimEnd(),
  );

const target = { instance: 'api', job: 'api' };
const get = { ...target, method: 'GET' };
const post = { ...target, method: 'POST' };

describe('side by side', () => {
  test.each<[string, Rows, Rows, string[]]>([
    ['equal', [[get, [1, 2]]], [[get, [1, 2]]], []],
    [
      'another value, the newest that differs',
      [
        [get, [1, 2]],
        [post, [3, 4]],
      ],
      [
        [get, [60, 120]],
        [post, [3, 4]],
      ],
      ['   method  expected  yours', '≠  GET            2    120'],
    ],
    [
      'an extra series',
      [[get, [1, 2]]],
      [
        [get, [1, 2]],
        [post, [3, 4]],
      ],
      ['   method  expected  yours', '+  POST        none      4'],
    ],
    [
      'a missing series',
      [
        [get, [1, 2]],
        [post, [3, NaN]],
      ],
      [[get, [1, 2]]],
      ['   method  expected  yours', '−  POST         NaN   none'],
    ],
    [
      'a missing label',
      [
        [get, [1, 2]],
        [post, [3, 4]],
      ],
      [[{}, [4, 6]]],
      [
        '   −method  expected  yours',
        '−  GET             2   none',
        '−  POST            4   none',
        '+               none      6',
      ],
    ],
    [
      'an extra label',
      [[{}, [4, 6]]],
      [
        [{ method: 'GET' }, [1, 2]],
        [{ method: 'POST' }, [3, 4]],
      ],
      [
        '   +method  expected  yours',
        '−                  6   none',
        '+  GET          none      2',
        '+  POST         none      4',
      ],
    ],
    [
      'missing at one instant',
      [[get, [1, 2]]],
      [[get, [undefined, 2]]],
      ['   method  expected  yours', '≠  GET            1   none'],
    ],
  ])('%s', (_, reference, answer, lines) => expect(compare(reference, answer)).toEqual(lines));

  test('shows some of every kind, the largest first, and counts the hidden ones', () => {
    const many = (prefix: string): Rows =>
      Array.from({ length: 9 }, (_, i) => [{ a: `${prefix}${i}` }, [i, i]]);
    expect(compare(many('x'), many('y'), 4)).toEqual([
      '   a   expected  yours',
      '−  x7         7   none',
      '−  x8         8   none',
      '+  y7      none      7',
      '+  y8      none      8',
      '   and 14 more',
    ]);
  });

  test('is empty for results of different types', () => {
    const comparison = compareEvaluations(evaluation([[{}, [1, 1]]]), evaluation([[{}, [1, 1]]], 'scalar'));
    expect(comparisonTable(comparison, 60, 5)).toEqual([]);
  });
});

describe('a result', () => {
  test.each<[string, Evaluation, number, string[]]>([
    [
      'the largest series, by label',
      evaluation([
        [get, [1, 1]],
        [post, [9, 3]],
        [{ ...target, method: 'PUT' }, [2, 2]],
      ]),
      2,
      ['method  value', 'POST        3', 'PUT         2', 'and 1 more'],
    ],
    ['one number', evaluation([[{}, [1, 0.25]]]), 4, ['Result: 0.25']],
    ['a scalar', evaluation([[{}, [1, 2]]], 'scalar'), 4, ['Result: 2']],
    ['nothing', evaluation([]), 4, []],
  ])('%s', (_, result, rows, lines) => {
    expect(resultTable(result, 60, rows).map((row) => plainText(row).trimEnd())).toEqual(lines);
  });
});
