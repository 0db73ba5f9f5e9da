import type { Evaluation } from '../compare.js';

/** What a query gave: rows by their labels, written as `a=1,b=2`, with their values at two instants. */
export type Rows = Record<string, (number | undefined)[]>;

type Side = readonly [query: string, result: Rows];

const RATE = 'rate(x_total[1m])';
const GROUPED = 'sum by (a) (rate(x_total[1m]))';
const rate: Rows = { 'a=1': [2, 3], 'a=2': [0, 5] };
const times = (factor: number): Rows =>
  Object.fromEntries(
    Object.entries(rate).map(([labels, cells]) => [labels, cells.map((cell) => cell! * factor)]),
  );

/** Which rule leads, for which reference and which wrong answer. What the rules are tested on, and what docs/promql-lint.md shows. */
export const DIFFERENCE_EXAMPLES: readonly (readonly [rule: string, reference: Side, answer: Side])[] = [
  ['increase-for-rate', [RATE, rate], ['increase(x_total[1m])', times(60)]],
  ['increase-for-rate', ['rate(x_total[5m])', rate], ['increase(x_total[5m])', times(300)]],
  ['rate-for-increase', ['increase(x_total[1m])', rate], [RATE, times(1 / 60)]],
  // 60 without an increase() is a unit, not a window.
  ['factor-60', [RATE, rate], [`${RATE} * 60`, times(60)]],
  ['factor-60', [RATE, rate], [`${RATE} / 60`, times(1 / 60)]],
  ['factor-3600', [RATE, rate], [`${RATE} * 3600`, times(3600)]],
  ['factor-1000', [RATE, rate], [`1000 * ${RATE}`, times(1000)]],
  ['factor-100', [RATE, rate], [`${RATE} / 100`, times(0.01)]],
  ['sign', [RATE, rate], [`-${RATE}`, times(-1)]],
  ['constant-factor', [RATE, rate], [`${RATE} * 7`, times(7)]],
  ['reciprocal', ['a / b', { '': [0.25, 0.5] }], ['b / a', { '': [4, 2] }]],
  ['complement', ['a / b', { '': [0.25, 0.4] }], ['1 - a / b', { '': [0.75, 0.6] }]],
  [
    'rounded',
    ['increase(x_total[1m])', { '': [3.4, 5.6] }],
    ['round(increase(x_total[1m]))', { '': [3, 6] }],
  ],
  ['missing-labels', [GROUPED, rate], [`sum(${RATE})`, { '': [2, 8] }]],
  ['extra-labels', [GROUPED, rate], [RATE, { 'a=1,b=1': [2, 3], 'a=2,b=1': [0, 5] }]],
  ['extra-series', ['x{a="1"}', { 'a=1': [2, 3] }], ['x', rate]],
  ['different-value', ['x{a="1"}', { 'a=1': [2, 3] }], ['x{a="2"}', { 'a=2': [0, 5] }]],
  ['different-value', ['x{a="1"}', { 'a=1,b=1': [2, 3] }], ['x{a!="1"}', { 'a=2,b=2': [0, 5] }]],
  ['missing-bool', ['x > bool 2', { 'a=1': [0, 1], 'a=2': [0, 1] }], ['x > 2', { 'a=1': [undefined, 3] }]],
  ['missing-series', ['x', rate], ['x{a="1"}', { 'a=1': [2, 3] }]],
  ['empty-result', ['x', rate], ['x{a="1",b="9"}', {}]],
  ['different-comparison', ['x > 2', { 'a=1': [3, 4] }], ['x == 0', { 'a=2': [0, 0] }]],
  ['different-comparison', ['count(x > 2)', { '': [3, 4] }], ['count(x < 2)', { '': [1, 2] }]],
  ['different-comparison', ['count(0.05 < a / b)', { '': [3, 4] }], ['count(a / b > 5)', {}]],
  ['different-comparison', ['x > 0.3', { 'a=1': [1, 1] }], ['x > 300', {}]],
  ['different-comparison', ['x > 2', { 'a=1': [3, 4] }], ['x', { 'a=1': [3, 4], 'a=2': [1, 1] }]],
  ['different-comparison', ['x > 2', { 'a=1': [3, undefined] }], ['x', { 'a=1': [3, 1] }]],
  ['different-comparison', ['x', { 'a=1': [3, 4], 'a=2': [1, 1] }], ['x > 2', { 'a=1': [3, 4] }]],
  ['different-comparison', ['x', { 'a=1': [3, 1] }], ['x > 2', { 'a=1': [3, undefined] }]],
  ['different-comparison', ['x', rate], ['x > bool 2', { 'a=1': [0, 1], 'a=2': [0, 1] }]],
  ['different-comparison', ['sum(x > 2)', { '': [3, 5] }], ['sum(x > bool 2)', { '': [1, 1] }]],
  [
    'different-comparison',
    ['x and on (a) (y > 2)', { 'a=1': [3, 4] }],
    ['x > 2 and on (a) y', { 'a=1': [3, 4], 'a=2': [9, 9] }],
  ],
  [
    'inside-out',
    ['topk(1, sum by (a) (x))', { 'a=1': [3, 4] }],
    ['sum by (a) (topk(1, x))', { 'a=2': [2, 3] }],
  ],
  ['inside-out', ['max(sum by (a) (x))', { '': [3, 4] }], ['sum(max by (a) (x))', { '': [2, 3.5] }]],
  [
    'inside-out',
    ['topk(1, avg_over_time(x[5m]))', { 'a=1': [3, 4] }],
    ['avg_over_time(topk(1, x)[5m:])', { 'a=1': [3.1, 4.2] }],
  ],
  [
    'inside-out',
    ['max_over_time((sum(a) / sum(b))[1h:5m])', { '': [0.5, 0.7] }],
    ['max_over_time(sum(a)[1h:5m]) / max_over_time(sum(b)[1h:5m])', { '': [0.3, 0.6] }],
  ],
  ['counted-twice', ['count(count by (a) (x))', { '': [3, 4] }], ['count(x)', { '': [5, 6] }]],
  [
    'counted-twice',
    ['count(count by (a) (x))', { '': [3, 4] }],
    ['count(count by (a, b) (x))', { '': [5, 6] }],
  ],
  [
    'missing-labels',
    ['count by (__name__) ({a="1"})', { '__name__=x': [3, 3], '__name__=y': [4, 4] }],
    ['count({a="1"})', { '': [7, 7] }],
  ],
  [
    'missing-parentheses',
    ['(sum(a) - sum(b)) / sum(a)', { '': [0.5, 0.3] }],
    ['sum(a) - sum(b) / sum(a)', { '': [9, 7.7] }],
  ],
  ['missing-parentheses', ['a / (0.01 * b)', { '': [4, 5] }], ['a / 0.01 * b', { '': [40, 90] }]],
  ['different-operator', ['a - b', { '': [4, 5] }], ['a + b', { '': [9, 7] }]],
  ['different-operator', ['a and b', { 'a=1': [4, 5] }], ['a unless b', { 'a=2': [4, 5] }]],
  ['different-number', ['1 - a / 0.01', { '': [4, 5] }], ['1 - a / 0.1', { '': [2, 3.3] }]],
  [
    'different-number',
    ['predict_linear(x[1h], 4 * 3600)', rate],
    ['predict_linear(x[1h], 4)', { 'a=1': [1, 1.5], 'a=2': [0, 1] }],
  ],
  [
    'different-step',
    ['max_over_time(sum(x)[6h:5m])', { '': [3, 3] }],
    ['max_over_time(sum(x)[6h:1h])', { '': [2, 2.5] }],
  ],
  [
    'different-step',
    ['max_over_time(x[6h])', rate],
    ['max_over_time(x[6h:1h])', { 'a=1': [1, 2], 'a=2': [0, 2] }],
  ],
  ['missing-window', ['max_over_time(x[15m])', rate], ['max by (a) (x)', { 'a=1': [1, 2], 'a=2': [0, 2] }]],
  ['absent-of-present', ['absent(x{a="9"})', { 'a=9': [1, 1] }], ['absent(x)', {}]],
  ['different-window', [RATE, rate], ['rate(x_total[5m])', { 'a=1': [2.1, 2.9], 'a=2': [0.1, 4.8] }]],
  [
    'different-window',
    ['max_over_time(rate(x_total[1m])[6h:5m])', { '': [3, 3] }],
    ['max_over_time(rate(x_total[1m])[30m:5m])', { '': [2, 2] }],
  ],
  ['different-function', [RATE, rate], ['irate(x_total[1m])', { 'a=1': [2.1, 2.9], 'a=2': [0.1, 4.8] }]],
  ['different-aggregation', [GROUPED, rate], [`avg by (a) (${RATE})`, { 'a=1': [1, 1.5], 'a=2': [0, 1] }]],
  [
    'different-quantile',
    ['histogram_quantile(0.95, x)', rate],
    ['histogram_quantile(0.5, x)', { 'a=1': [1, 1], 'a=2': [0, 1] }],
  ],
  [
    'average-for-quantile',
    ['histogram_quantile(0.95, x)', rate],
    ['a / b', { 'a=1': [1, 1], 'a=2': [0, 1] }],
  ],
  ['missing-division', ['sum(a) / sum(b)', { '': [0.1, 0.2] }], ['sum(a)', { '': [3, 4] }]],
  ['ratio-per-series', ['sum(a) / sum(b)', { '': [0.1, 0.2] }], ['a / b', { 'a=1': [1, 1] }]],
  ['raw-counter', [RATE, rate], ['x_total', { 'a=1': [812, 815], 'a=2': [30, 31] }]],
  ['different-metric', ['x', rate], ['y', { 'a=1': [1, 9], 'a=2': [0, 1] }]],
  ['values-differ', ['x', rate], ['x ^ 2', { 'a=1': [4, 9], 'a=2': [0, 25] }]],
  ['different-offset', ['x offset 5m', rate], ['x offset 1h', { 'a=1': [1, 3], 'a=2': [1, 4] }]],
  ['different-offset', ['x - x offset 5m', rate], ['x', { 'a=1': [1, 3], 'a=2': [1, 4] }]],
  ['different-limit', ['topk(1, x)', { 'a=2': [3, 5] }], ['topk(2, x)', { 'a=1': [2, 3], 'a=2': [3, 5] }]],
  ['constant-difference', ['x', rate], ['x + 2', { 'a=1': [4, 5], 'a=2': [2, 7] }]],
  ['gaps', ['x', { 'a=1': [1, 2] }], ['x and x{b="1"}', { 'a=1': [undefined, 2] }]],
  ['gaps', ['x and x{b="1"}', { 'a=1': [undefined, 2] }], ['x', { 'a=1': [1, 2] }]],
  ['all-zero', ['x', { 'a=1': [1, 2] }], ['x{b="2"}', { 'a=1': [0, 0] }]],
];

/** What the grader makes of such rows. */
export function evaluationOf(rows: Rows, type: Evaluation['type'] = 'vector'): Evaluation {
  return {
    type,
    instants: 2,
    rows: Object.entries(rows).map(([labels, cells]) => ({
      labels: Object.fromEntries(
        labels === '' ? [] : labels.split(',').map((pair) => pair.split('=') as [string, string]),
      ),
      cells,
    })),
  };
}
