import { describe, expect, test } from 'vitest';
import { FACTS } from '../../../test/fixtures/promql/facts.js';
import { LINT_EXAMPLES } from '../../../test/fixtures/promql/lint.js';
import { noFacts } from '../meaning/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { lint, LINT_RULES } from './lint.js';

const rules = (text: string, facts = FACTS): string[] =>
  lint(parsePromql(text).expr, facts).map(({ rule }) => rule);

test('every rule has examples', () => {
  expect(Object.keys(LINT_EXAMPLES).toSorted()).toEqual(LINT_RULES.map(({ id }) => id).toSorted());
});

describe.each(Object.entries(LINT_EXAMPLES))('%s', (rule, { speaks, silent }) => {
  test.each(speaks.map((text) => [text]))('speaks of %s', (text) => expect(rules(text)).toContain(rule));
  test.each(silent.map((text) => [text]))('is silent about %s', (text) =>
    expect(rules(text)).not.toContain(rule),
  );
});

test('without facts it claims nothing that only the server knows', () => {
  expect(rules('nope{a="b"}', noFacts())).toEqual([]);
  expect(rules('rate(x_total[15s])', noFacts(15))).toEqual(['range-too-short']);
});

test.each([
  ['http_request_total', 'Did you mean http_requests_total'],
  ['http_requests_total{method="get"}', 'Did you mean method="GET"?'],
  ['http_requests_total{methods="GET"}', 'Did you mean method?'],
  ['http_requests_total{status=~"5"}', '"5.*"'],
  ['histogram_quantile(95, x)', 'For the 95th percentile write 0.95.'],
])('%s: %s', (text, fix) => {
  expect(
    lint(parsePromql(text).expr, FACTS)
      .map((diagnosis) => diagnosis.fix)
      .join('\n'),
  ).toContain(fix);
});

test.each([
  '',
  '((',
  'rate(',
  'x{',
  'sum by (',
  'histogram_quantile()',
  'quantile()',
  'rate()',
  'x offset',
  '5 -',
])('never fails, not even on %j', (text) => {
  expect(() => rules(text)).not.toThrow();
});

test.each([
  ['sum(http_request_total)', 'http_request_total'],
  ['up + http_requests_total{method="get"}', 'method="get"'],
  ['1 + rate(http_requests_in_flight[1m])', 'http_requests_in_flight[1m]'],
  ['sum(http_requests_total)', 'http_requests_total'],
  [
    'histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket[1m])))',
    'sum(rate(http_request_duration_seconds_bucket[1m]))',
  ],
  ['max(quantile(95, up))', 'quantile(95, up)'],
])('says of %s where: %s', (text, place) => {
  const [{ at } = {}] = lint(parsePromql(text).expr, FACTS);
  expect(at && text.slice(at.from, at.to)).toBe(place);
});

test('says the same thing once, at its first place', () => {
  expect(lint(parsePromql('up{job=~"api"} + up{job=~"api"}').expr, FACTS)).toMatchObject([
    { rule: 'regexp-literal', at: { from: 3, to: 13 } },
  ]);
});
