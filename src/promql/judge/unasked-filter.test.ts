import { expect, test } from 'vitest';
import { evaluationOf } from '../../../test/fixtures/promql/differences.js';
import { parsePromql } from '../syntax/parse.js';
import { unaskedFilter } from './unasked-filter.js';

const evaluation = evaluationOf({ '': [1, 2] });
const found = (reference: string, answer: string) => {
  const side = (text: string) => ({ expr: parsePromql(text).expr, evaluation });
  return unaskedFilter({ reference: side(reference), answer: side(answer) }, 'step');
};

const RATE = 'sum by (a) (rate(x_total[5m]))';
const RATIO = 'sum(rate(bad_total[5m])) / sum(rate(x_total[5m]))';

test.each([
  [RATE, `${RATE} > 0`, '> 0'],
  [RATE, `${RATE} != 0`, '!= 0'],
  [RATE, `0 < ${RATE}`, '> 0'],
  [RATE, `${RATE} > vector(0)`, '> 0'],
  [RATE, `sort_desc(${RATE} > 0)`, '> 0'],
  [RATE, `label_replace(${RATE} > 0, "b", "$1", "c", "(.*)")`, '> 0'],
  [RATE, `${RATE} and ${RATE} > 0`, '> 0'],
  [RATE, `${RATE} <= 1e12`, '<= 1000000000000'],
  [RATE, 'sum by (a) (rate(x_total[5m]) > 0)', '> 0'],
  // A ratio may be NaN, for which no comparison but != is true.
  [RATIO, `${RATIO} >= 0`, '>= 0'],
  [RATIO, `${RATIO} < +Inf`, '< +Inf'],
  [RATIO, '(sum(rate(bad_total[5m])) > 0) / sum(rate(x_total[5m]))', '> 0'],
  ['predict_linear(x[1h], 60)', 'predict_linear(x[1h], 60) >= 0', '>= 0'],
  ['avg_over_time(queue[5m])', 'avg_over_time(queue[5m]) > 0', '> 0'],
])('%s: refuses %s', (reference, answer, filter) => {
  expect(found(reference, answer)).toMatchObject({
    rule: 'unasked-filter',
    severity: 'error',
    fix: `Remove \`${filter}\`.`,
  });
});

test.each([
  ['> 0', 'is not above 0'],
  ['!= 0', 'is 0'],
  ['== 3', 'is not exactly 3'],
  ['< -Inf', 'is not below -Inf'],
])('%s: says what it drops', (filter, says) => {
  expect(found('queue', `queue ${filter}`)?.message).toContain(`every series whose value ${says};`);
});

test.each([
  [RATE, `${RATE} >= 0`],
  [RATE, `${RATE} < +Inf`],
  ['count by (a) (x)', 'count by (a) (x) > 0'],
  ['topk(1, count by (a) (x))', 'topk(1, count by (a) (x)) >= 1'],
  ['absent(x)', 'absent(x) == 1'],
  ['max_over_time(queue[5m])', 'max_over_time(queue[5m]) > -1'],
])('%s: %s drops nothing, which is only a note', (reference, answer) => {
  expect(found(reference, answer)?.severity).toBe('info');
});

test.each([
  // The reference filters too: other rules compare the two.
  [`${RATE} > 5`, `(${RATE} > 5) > 0`],
  [RATE, `${RATE} > bool 0`],
  [RATE, 'sum(rate(bad_total[5m])) / (sum(rate(x_total[5m])) > 0)'],
  ['sum(up)', 'count(up == 1)'],
  ['count_over_time((x > 5)[1h:1m])', 'sum_over_time((x > bool 5)[1h:1m])'],
  ['x and on (a) y > 0.6', 'x * on (a) (y > 0.6) ^ 0'],
  [RATE, RATE],
])('%s: has nothing against %s', (reference, answer) => {
  expect(found(reference, answer)).toBeUndefined();
});
