import { describe, expect, test } from 'vitest';
import { compareEvaluations, type Evaluation } from './compare.js';
import { diagnose } from './diagnose.js';
import type { Facts } from './facts.js';
import { parsePromql } from './parse.js';

const FACTS: Facts = { metricNames: [], metricTypes: new Map(), series: new Map(), scrapeIntervalSeconds: 1 };

type Rows = Record<string, (number | undefined)[]>;

/** Rows by their labels, written as `a=1,b=2`. */
function evaluation(rows: Rows, type: Evaluation['type'] = 'vector'): Evaluation {
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

function rulesOf(reference: [string, Evaluation], answer: [string, Evaluation]): string[] {
  const side = ([text, result]: [string, Evaluation]) => ({
    expr: parsePromql(text).expr,
    evaluation: result,
  });
  const comparison = compareEvaluations(reference[1], answer[1]);
  return diagnose({ reference: side(reference), answer: side(answer), comparison }, FACTS).map(
    ({ rule }) => rule,
  );
}

const RATE = 'rate(x_total[1m])';
const GROUPED = 'sum by (a) (rate(x_total[1m]))';
const rate: Rows = { 'a=1': [2, 3], 'a=2': [0, 5] };
const times = (factor: number): Rows =>
  Object.fromEntries(
    Object.entries(rate).map(([labels, cells]) => [labels, cells.map((cell) => cell! * factor)]),
  );

describe('what leads', () => {
  test.each<[string, [string, Rows], [string, Rows]]>([
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
    ['missing-series', ['x', rate], ['x{a="1"}', { 'a=1': [2, 3] }]],
    ['empty-result', ['x', rate], ['x{a="1"} > 99', {}]],
    ['different-window', [RATE, rate], ['rate(x_total[5m])', { 'a=1': [2.1, 2.9], 'a=2': [0.1, 4.8] }]],
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
    ['values-differ', ['x + 1', rate], ['x + 2', { 'a=1': [3, 4], 'a=2': [1, 6] }]],
    ['values-differ', ['x', { 'a=1': [1, 2] }], ['x > 1', { 'a=1': [undefined, 2] }]],
  ])('%s: %s, %s', (rule, [reference, expected], [answer, given]) => {
    expect(rulesOf([reference, evaluation(expected)], [answer, evaluation(given)])[0]).toBe(rule);
  });
});

describe('what is not said', () => {
  test.each<[string, [string, Rows], [string, Rows]]>([
    ['a factor from nothing but zeros', ['x', { '': [0, 0] }], ['x + 1', { '': [1, 1] }]],
    ['a factor where one series differs', [RATE, rate], [RATE, { 'a=1': [120, 180], 'a=2': [0, 299] }]],
    ['a factor over an infinity', ['x', { '': [1, Infinity] }], ['x * 2', { '': [2, 5] }]],
  ])('%s', (_, [reference, expected], [answer, given]) => {
    expect(rulesOf([reference, evaluation(expected)], [answer, evaluation(given)])).toEqual([
      'values-differ',
    ]);
  });

  test('the form of an answer that a factor explains already', () => {
    expect(rulesOf([RATE, evaluation(rate)], ['increase(x_total[1m])', evaluation(times(60))])).toEqual([
      'increase-for-rate',
    ]);
  });

  test('what the reference does too', () => {
    expect(rulesOf(['x_total', evaluation(rate)], ['x_total * 7', evaluation(times(7))])).toEqual([
      'constant-factor',
    ]);
  });
});

describe('types', () => {
  test.each<[Evaluation['type'], string]>([
    ['scalar', 'scalar'],
    ['matrix', 'range vector'],
    ['string', 'string'],
  ])('a %s for a vector', (type, word) => {
    const comparison = compareEvaluations(evaluation(rate), evaluation({ '': [1, 1] }, type));
    const [first, ...others] = diagnose(
      {
        reference: { expr: parsePromql('x').expr, evaluation: evaluation(rate) },
        answer: { expr: parsePromql('x').expr, evaluation: evaluation({ '': [1, 1] }, type) },
        comparison,
      },
      FACTS,
    );
    expect(first).toMatchObject({ rule: 'result-type', severity: 'error' });
    expect(first!.message).toContain(word);
    expect(others).toEqual([]);
  });
});

test('names the window and the factor in the learner’s terms', () => {
  const reference = { expr: parsePromql(RATE).expr, evaluation: evaluation(rate) };
  const answer = { expr: parsePromql('increase(x_total[5m])').expr, evaluation: evaluation(times(300)) };
  const comparison = compareEvaluations(reference.evaluation, answer.evaluation);
  expect(diagnose({ reference, answer, comparison }, FACTS)[0]).toEqual({
    rule: 'increase-for-rate',
    severity: 'error',
    message: 'Your values are 300 times what is asked for: the 300 seconds of your window.',
    why: 'increase(…[5m]) is the growth over the whole window; the step asks for the growth per second.',
    fix: 'Use rate(), which is increase() divided by the seconds of the window.',
  });
});
