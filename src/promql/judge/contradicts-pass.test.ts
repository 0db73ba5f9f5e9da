import { describe, expect, test } from 'vitest';
import { FACTS as LAB } from '../../../test/fixtures/promql/facts.js';
import { noFacts } from '../meaning/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { contradictsPass } from './diagnose.js';

describe('what refuses a pass', () => {
  const rule = (reference: string, answer: string, facts = LAB): string | undefined =>
    contradictsPass(parsePromql(reference).expr, parsePromql(answer).expr, facts)?.rule;

  test.each([
    // Equal while nothing restarts.
    ['increase(http_requests_total[1m])', 'delta(http_requests_total[1m])', 'delta-on-counter'],
    ['rate(http_requests_total[1m])', 'deriv(http_requests_total[1m])', 'delta-on-counter'],
    ['sum(rate(http_requests_total[1m]))', 'rate(sum(http_requests_total)[1m:1s])', 'rate-of-aggregate'],
    [
      'increase(http_requests_total[1m])',
      'http_requests_total - http_requests_total offset 1m',
      'raw-difference',
    ],
    // Equal while the gauge only rises.
    ['delta(http_requests_in_flight[1m])', 'increase(http_requests_in_flight[1m])', 'rate-on-gauge'],
    ['deriv(rate(http_requests_total[1m])[5m:])', 'rate(rate(http_requests_total[1m])[5m:])', 'rate-of-rate'],
  ])('%s, %s: %s', (reference, answer, expected) => expect(rule(reference, answer)).toBe(expected));

  test.each([
    // The reference does it too.
    ['delta(http_requests_total[1m])', 'delta(http_requests_total[60s])'],
    // Doubtful, or of bad style, but equal whatever the data.
    ['sum(rate(http_requests_total[1m]))', 'sum(rate(http_requests_total{method=~".*"}[1m]))'],
    ['max(up)', 'max(up or nothing_of_that_name)'],
    ['count(http_requests_total)', 'count(rate(http_requests_total[1m]))'],
    [
      'histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))',
      'avg(histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m]))))',
    ],
    ['delta(http_requests_in_flight[1m])', 'delta(http_requests_in_flight[60s]) * 1'],
  ])('%s, %s: nothing', (reference, answer) => expect(rule(reference, answer)).toBeUndefined());

  test('the server’s word on a type counts more than the name', () => {
    const [reference, answer] = ['deriv(odd[1m])', 'rate(odd[1m])'];
    expect(rule(reference, answer, noFacts())).toBe('rate-on-gauge');
    expect(
      rule(reference, answer, { ...noFacts(), metricTypes: new Map([['odd', 'counter']]) }),
    ).toBeUndefined();
  });
});
