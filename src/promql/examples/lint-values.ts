import type { LintExamples } from './lint.js';

/** Of rules about what is computed from the samples. */
export const VALUE_EXAMPLES: LintExamples = {
  'rate-on-gauge': {
    speaks: [
      'rate(http_requests_in_flight[1m])',
      'sum(increase(up[5m]))',
      'irate(http_requests_in_flight[1m])',
    ],
    silent: [
      'rate(http_requests_total[1m])',
      // A native histogram is called so.
      'rate(http_request_duration_seconds[1m])',
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
      'count(http_requests_total) - count(http_requests_total offset 1h)',
    ],
  },
  'raw-counter': {
    speaks: [
      'http_requests_total',
      'sum by (method) (http_requests_total)',
      'http_requests_total / 60',
      'http_requests_total > 100',
      'up and http_requests_total > 5',
      'http_requests_total and up',
    ],
    silent: [
      'up and on (job) http_requests_total',
      'up unless on (job) http_requests_total',
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
      'predict_linear(http_requests_total[1m], 60)',
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
  'rate-of-rate': {
    speaks: [
      'rate(rate(http_requests_total[1m])[5m:])',
      'increase(sum(rate(http_requests_total[1m]))[5m:1m])',
    ],
    silent: [
      'deriv(rate(http_requests_total[1m])[5m:])',
      'max_over_time(rate(http_requests_total[1m])[5m:])',
      'rate(http_requests_total[5m:])',
    ],
  },
  'counter-over-time': {
    speaks: ['sum_over_time(http_requests_total[5m])', 'avg_over_time(http_requests_total[5m])'],
    silent: [
      'avg_over_time(http_requests_in_flight[5m])',
      'avg_over_time(rate(http_requests_total[1m])[5m:])',
      'count_over_time(http_requests_total[5m])',
      'last_over_time(http_requests_total[5m])',
    ],
  },
  'resets-on-gauge': {
    speaks: ['resets(http_requests_in_flight[5m])'],
    silent: ['resets(http_requests_total[5m])', 'changes(http_requests_in_flight[5m])'],
  },
  'quantile-without-buckets': {
    speaks: [
      'histogram_quantile(0.9, rate(http_request_duration_seconds_sum[1m]))',
      'histogram_quantile(0.9, sum(rate(http_requests_total[1m])))',
    ],
    silent: [
      'histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m]))',
      'histogram_quantile(0.9, rate(native_histogram[1m]))',
      'rate(http_request_duration_seconds_sum[1m])',
    ],
  },
  'buckets-not-added-up': {
    speaks: [
      'histogram_quantile(0.9, max by (le) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, count without (method) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, min by (le) (sum by (le, method) (rate(http_request_duration_seconds_bucket[1m]))))',
    ],
    silent: [
      'histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, avg by (le) (rate(http_request_duration_seconds_bucket[1m])))',
      'max by (le) (rate(http_request_duration_seconds_bucket[1m]))',
      'max(histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m])))',
      'histogram_quantile(0.9, max(rate(http_request_duration_seconds_bucket[1m])))',
    ],
  },
  'buckets-added-up': {
    speaks: [
      'sum(rate(http_request_duration_seconds_bucket[1m]))',
      'sum by (route) (increase(http_request_duration_seconds_bucket[1m]))',
    ],
    silent: [
      'sum by (le) (rate(http_request_duration_seconds_bucket[1m]))',
      'sum(rate(http_request_duration_seconds_bucket{le="0.1"}[1m]))',
      'histogram_quantile(0.9, sum(rate(http_request_duration_seconds_bucket[1m])))',
      'avg(histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m])))',
      'sum(rate(http_request_duration_seconds_count[1m]))',
      'count(http_request_duration_seconds_bucket)',
    ],
  },
  'irate-long-range': {
    speaks: ['irate(http_requests_total[1h])', 'idelta(http_requests_in_flight[1h])'],
    silent: ['irate(http_requests_total[5m])', 'rate(http_requests_total[1h])'],
  },
  'stale-offset': {
    speaks: ['rate(http_requests_total[1m] offset 1d)', 'http_requests_total offset 11m'],
    silent: ['http_requests_total offset 5m', 'up offset 1d', 'http_requests_total'],
  },
  'future-offset': {
    speaks: ['up offset -5m'],
    silent: ['up offset 5m', 'up', 'up @ 1700000000'],
  },
  'count-ignores-values': {
    speaks: ['count(rate(http_requests_total[1m]))', 'count by (method) (increase(http_requests_total[1m]))'],
    silent: ['count(rate(http_requests_total[1m]) > 0)', 'count(up)', 'sum(rate(http_requests_total[1m]))'],
  },
  'absent-of-aggregate': {
    speaks: ['absent(sum(up{job="api"}))'],
    silent: ['absent(up{job="api"})', 'sum(absent(up))'],
  },
  'absent-as-zero': {
    speaks: ['absent(up{job="api"}) == 0', 'count(up) == 0', 'count(up == 1) < 1', '0 == count(up)'],
    silent: [
      'absent(up) == 1',
      'count(up) == 3',
      'sum(up) == 0',
      'count(up) < 3',
      '(count(up) or vector(0)) == 0',
    ],
  },
  'always-true': {
    speaks: [
      'rate(http_requests_total[1m]) >= 0',
      'sum(rate(http_requests_total[1m])) < 0',
      'changes(up[5m]) > -1',
      '0 <= increase(http_requests_total[1m])',
    ],
    silent: [
      'rate(http_requests_total[1m]) > 0',
      'rate(http_requests_total[1m]) == 0',
      'delta(http_requests_in_flight[1m]) >= 0',
      'up >= 0',
      'rate(http_requests_total[1m]) >= bool 0',
      'rate(http_requests_total[1m]) < 5',
    ],
  },
  'nan-comparison': {
    speaks: ['up == NaN', 'rate(http_requests_total[1m]) != NaN', 'NaN == up'],
    silent: ['up == 0', 'up != up', 'NaN', 'up * NaN'],
  },
  'float-equality': {
    speaks: ['rate(http_requests_total[1m]) == 0.5', 'a / b != 0.99', 'avg(up) == 0.5'],
    silent: [
      'up == 1',
      'rate(http_requests_total[1m]) == 0',
      'up == 0.5',
      'round(a / b, 0.01) == 0.99',
      'a / b > 0.99',
    ],
  },
};
