import { expect, test } from 'vitest';
import { parsePromql } from '../syntax/parse.js';
import { explainForm } from './explain-form.js';

const first = (reference: string, answer: string) =>
  explainForm(parsePromql(reference).expr, parsePromql(answer).expr)[0];

const RATIO = 'sum by (job) (rate(bad_total[5m])) / sum by (job) (rate(x_total[5m]))';

test.each<[reference: string, answer: string, rule: string]>([
  ['sum(rate(x_total[5m]))', 'sum(rate(x_total[1h]))', 'different-window'],
  ['sum(rate(x_total[5m]))', 'sum(increase(x_total[5m]))', 'different-function'],
  ['sum(rate(x_total[5m]))', 'sum(x_total)', 'raw-counter'],
  ['sum(rate(x_total[5m]))', 'rate(sum(x_total)[5m:1m])', 'rate-of-aggregate'],
  ['sum(x)', 'max(x)', 'different-aggregation'],
  ['x > 5', 'x > 50', 'different-comparison'],
  ['x > 5', 'x < 5', 'different-comparison'],
  [RATIO, 'sum(rate(x_total[5m])) / sum(rate(bad_total[5m]))', 'missing-labels'],
  ['absent(up{job="a"})', 'up{job="a"} == 0', 'empty-result'],
  ['sum by (route) (x)', 'sum by (method) (x)', 'missing-labels'],
  ['sum by (route) (x)', 'x', 'extra-labels'],
  ['x', 'sum(x)', 'missing-labels'],
  ['x{a="1"}', 'x{a="2"}', 'missing-series'],
])('%s, %s: %s', (reference, answer, rule) => {
  const found = first(reference, answer);
  expect(found?.rule).toBe(rule);
  expect(found?.severity).toBe('error');
  expect(found?.fix).not.toBe('');
});

test.each([
  ['sum(rate(x_total[5m]))', 'sum(rate(x_total[5m]))'],
  ['sum by (a, b) (x)', 'sum by (b, a) (x)'],
  // What can't be read is not compared.
  ['sum(x)', 'max(x'],
])('%s, %s: nothing', (reference, answer) => {
  expect(explainForm(parsePromql(reference).expr, parsePromql(answer).expr)).toEqual([]);
});

test('names the side that asks: the step or the reference', () => {
  const [{ message } = { message: '' }] = explainForm(
    parsePromql('sum by (a) (x)').expr,
    parsePromql('x').expr,
    'reference',
  );
  expect(message).toContain('the reference asks');
});
