import { describe, expect, test } from 'vitest';
import type { Facts } from './facts.js';
import { lint } from './lint.js';
import { parsePromql } from './parse.js';

const FACTS: Facts = {
  metricNames: [
    'http_requests_total',
    'http_request_duration_seconds_bucket',
    'http_requests_in_flight',
    'up',
  ],
  metricTypes: new Map([
    ['http_requests_total', 'counter'],
    ['http_request_duration_seconds', 'histogram'],
    ['http_requests_in_flight', 'gauge'],
  ]),
  series: new Map([
    [
      'http_requests_total',
      [
        { __name__: 'http_requests_total', method: 'GET', status: '200' },
        { __name__: 'http_requests_total', method: 'POST', status: '503' },
      ],
    ],
  ]),
  scrapeIntervalSeconds: 1,
};
const NOTHING_KNOWN: Facts = {
  metricNames: [],
  metricTypes: new Map(),
  series: new Map(),
  scrapeIntervalSeconds: 15,
};

const rules = (text: string, facts = FACTS): string[] =>
  lint(parsePromql(text).expr, facts).map(({ rule }) => rule);

/** Rule → queries it must speak of, queries it must be silent about. */
const TABLE: Record<string, { speaks: string[]; silent: string[] }> = {
  'unknown-metric': {
    speaks: ['http_request_total', 'rate(nope[1m])', 'up / nope', '{__name__="nope"}', 'http-requests'],
    silent: ['up', '{__name__=~"nope.*"}', '{job="api"}', 'vector(1)'],
  },
  'unknown-label': {
    speaks: [
      'http_requests_total{methods="GET"}',
      'sum by (methods) (rate(http_requests_total[1m]))',
      'http_requests_total{code=~"5.."}',
    ],
    silent: [
      'http_requests_total{method="GET"}',
      'http_requests_total{gone=""}',
      'http_requests_total{gone!="x"}',
      'up{nope="1"}',
      'sum by (new) (label_replace(http_requests_total, "new", "$1", "method", "(.*)"))',
    ],
  },
  'unknown-label-value': {
    speaks: [
      'http_requests_total{method="get"}',
      'http_requests_total{status=~"5"}',
      'http_requests_total{method!~".+"}',
      'http_requests_total{status="5xx"}',
    ],
    silent: [
      'http_requests_total{method="GET"}',
      'http_requests_total{status=~"5.."}',
      'http_requests_total{method!="get"}',
      'http_requests_total{status=~"(2|5)+.*"}',
      'http_requests_total{status=~"["}',
    ],
  },
  'regexp-literal': {
    speaks: ['up{job=~"api"}', 'up{job!~"api"}'],
    silent: ['up{job=~"a.*"}', 'up{job="api"}', 'up{job=~""}', 'up{job=~"a|b"}'],
  },
  'rate-on-gauge': {
    speaks: [
      'rate(http_requests_in_flight[1m])',
      'sum(increase(up[5m]))',
      'irate(http_requests_in_flight[1m])',
    ],
    silent: [
      'rate(http_requests_total[1m])',
      'deriv(http_requests_in_flight[1m])',
      'rate(http_request_duration_seconds_bucket[1m])',
      'rate({job="api"}[1m])',
    ],
  },
  'rate-of-aggregate': {
    speaks: [
      'rate(sum(http_requests_total)[1m:1s])',
      'increase(sum by (method) (http_requests_total)[1m:])',
      'rate(sum(http_requests_total)[1m])',
    ],
    silent: [
      'sum(rate(http_requests_total[1m]))',
      'max_over_time(sum(http_requests_total)[1m:])',
      'rate(sum(rate(http_requests_total[1m]))[5m:])',
    ],
  },
  'raw-difference': {
    speaks: [
      'http_requests_total - http_requests_total offset 1m',
      '(http_requests_total - http_requests_total offset 1m) / 60',
      'sum(http_requests_total) - sum(http_requests_total offset 5m)',
    ],
    silent: [
      'up - up offset 1m',
      'increase(http_requests_total[1m]) - increase(http_requests_total[1m] offset 1m)',
      'http_requests_total - http_requests_total',
    ],
  },
  'raw-counter': {
    speaks: [
      'http_requests_total',
      'sum by (method) (http_requests_total)',
      'http_requests_total / 60',
      'http_requests_total > 100',
    ],
    silent: [
      'rate(http_requests_total[1m])',
      'count(http_requests_total)',
      'absent(http_requests_total)',
      'up',
      'timestamp(http_requests_total)',
      'max_over_time(http_requests_total[1m])',
      'rate(http_requests_total[1m:10s])',
    ],
  },
  'delta-on-counter': {
    speaks: [
      'delta(http_requests_total[1m])',
      'idelta(http_requests_total[1m])',
      'deriv(http_requests_total[1m])',
    ],
    silent: ['delta(http_requests_in_flight[1m])', 'increase(http_requests_total[1m])'],
  },
  'missing-le': {
    speaks: [
      'histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, sum by (route) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, sum without (le) (rate(http_request_duration_seconds_bucket[1m])))',
    ],
    silent: [
      'histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, sum without (route) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m]))',
      'sum(rate(http_request_duration_seconds_bucket[1m]))',
      'histogram_quantile(0.9, sum(rate(native_histogram[1m])))',
    ],
  },
  'quantile-of-rate-missing': {
    speaks: [
      'histogram_quantile(0.9, http_request_duration_seconds_bucket)',
      'histogram_quantile(0.9, sum by (le) (http_request_duration_seconds_bucket))',
    ],
    silent: [
      'histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m]))',
      'histogram_quantile(0.9, native_histogram)',
    ],
  },
  'quantile-out-of-range': {
    speaks: [
      'histogram_quantile(95, x)',
      'quantile(-0.1, x)',
      'quantile_over_time(1.5, x[1m])',
      'histogram_quantile(90 + 5, x)',
    ],
    silent: [
      'histogram_quantile(0.95, x)',
      'quantile(0, x)',
      'quantile(1, x)',
      'quantile(scalar(q), x)',
      'histogram_quantile(95 / 100, x)',
      'topk(5, x)',
    ],
  },
  'average-of-quantiles': {
    speaks: [
      'avg(histogram_quantile(0.9, rate(x_bucket[1m])))',
      'sum by (a) (histogram_quantile(0.9, rate(x_bucket[1m])) * 2)',
    ],
    silent: [
      'max(histogram_quantile(0.9, rate(x_bucket[1m])))',
      'histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))',
    ],
  },
  'range-too-short': {
    speaks: ['rate(http_requests_total[1s])', 'increase(http_requests_total[3s])', 'delta(up[1s])'],
    silent: ['rate(http_requests_total[4s])', 'max_over_time(up[1s])', 'rate(http_requests_total[1m:1s])'],
  },
};

describe.each(Object.entries(TABLE))('%s', (rule, { speaks, silent }) => {
  test.each(speaks.map((text) => [text]))('speaks of %s', (text) => expect(rules(text)).toContain(rule));
  test.each(silent.map((text) => [text]))('is silent about %s', (text) =>
    expect(rules(text)).not.toContain(rule),
  );
});

test('without facts it claims nothing that only the server knows', () => {
  expect(rules('nope{a="b"}', NOTHING_KNOWN)).toEqual([]);
  expect(rules('rate(x_total[15s])', NOTHING_KNOWN)).toEqual(['range-too-short']);
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
