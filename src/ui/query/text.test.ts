import { describe, expect, it } from 'vitest';
import type { QueryResult, QueryValue } from '../../prometheus/types.js';
import { renderInstant, renderRange } from './text.js';

const options = { width: 60, color: false };
const answer = (value: QueryValue): QueryResult => ({ ...value, warnings: [], infos: [] });
const instant = (value: QueryValue, expr = 'x'): string[] =>
  renderInstant(expr, answer(value), options).split('\n');

const buckets: QueryValue = {
  resultType: 'vector',
  series: [
    { labels: { le: '10' }, sample: { time: 1, value: 3 } },
    { labels: { le: '+Inf' }, sample: { time: 1, value: 1 / 3 } },
    { labels: { le: '2' }, sample: { time: 1, value: NaN } },
  ],
};

describe('renderInstant', () => {
  it.each<[string, QueryValue, string[]]>([
    [
      'a vector in the order of its labels',
      buckets,
      ['le       value', '2          NaN', '10           3', '+Inf  0.333333'],
    ],
    [
      'one value without labels',
      { resultType: 'vector', series: [{ labels: {}, sample: { time: 1, value: 2 } }] },
      ['{}  2'],
    ],
    ['a scalar', { resultType: 'scalar', sample: { time: 1, value: Infinity } }, ['+Inf']],
    ['a string', { resultType: 'string', time: 1, value: 'a\u001b[2Jb' }, ['a\\u001b[2Jb']],
    [
      'the samples of a range vector',
      {
        resultType: 'matrix',
        series: [
          { labels: { __name__: 'up', job: 'api' }, samples: [{ time: 1795355400.123, value: 1 }, { time: 1795355401.123, value: 0 }] }, // prettier-ignore
          { labels: { __name__: 'up' }, samples: [] },
        ],
      },
      ['up{job="api"}', '  2026-11-22T13:50:00.123Z  1', '  2026-11-22T13:50:01.123Z  0', 'up'],
    ],
  ])('shows %s', (_, value, lines) => expect(instant(value)).toEqual(lines));

  it.each([
    ['sort_desc(x)', true],
    ['topk(3, x)', true],
    ['  TOPK by (a) (3, x)', true],
    ['bottomk without (a) (3, x)', true],
    ['topk_total', false],
    ['sum(sort(x))', false],
  ])('%s: Prometheus’ own order is kept: %s', (expr, kept) => {
    const first = instant(buckets, expr)[1]?.split(/ +/)[0];
    expect(first).toBe(kept ? '10' : '2');
  });
});

it('charts a range with its legend below', () => {
  const start = 1795355400;
  const series = [
    { labels: { job: 'api' }, samples: [0, 1, 2].map((i) => ({ time: start + i * 30, value: i })) },
  ];
  const text = renderRange(
    answer({ resultType: 'matrix', series }),
    { start, end: start + 60, step: 30 },
    { ...options, timeZone: 'UTC' },
  );
  const lines = text.split('\n');
  expect(lines).toHaveLength(16 + 1 + 2);
  expect(lines[15]).toContain('13:50:30');
  expect(lines.slice(16)).toEqual(['', 'job  last  min  max', 'api     2    0    2']);
});

it.each([
  [24, 8],
  [40, 8],
  [40, 12],
  [16, 8],
])('a chart and its legend fit into %d rows, with %d series', (rows, count) => {
  const series = Array.from({ length: count }, (_, i) => ({
    labels: { job: 'api', instance: `host-${i}` },
    samples: [0, 1, 2].map((at) => ({ time: at * 30, value: i + at })),
  }));
  const text = renderRange(
    answer({ resultType: 'matrix', series }),
    { start: 0, end: 60, step: 30 },
    { ...options, rows },
  );
  // The command above and the prompt after it stay visible too, except in a terminal that is too low for any chart.
  expect(text.split('\n').length).toBeLessThanOrEqual(Math.max(rows - 2, 6 + 1 + 10));
});
