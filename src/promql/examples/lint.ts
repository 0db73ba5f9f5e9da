// What the rules are tested on, and what docs/promql-lint.md shows of them.
/** Rule → queries it must speak of, the most telling first, and queries it must be silent about. */
export const LINT_EXAMPLES: Record<string, { speaks: string[]; silent: string[] }> = {
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
      'count(http_requests_total) - count(http_requests_total offset 1h)',
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
  'contradicting-matchers': {
    speaks: [
      'up{job="api",job="traffic"}',
      'up{job="api",job!="api"}',
      'up{job="api",job!~"a.*"}',
      'up{job="api",job=~"t.*"}',
    ],
    silent: [
      'up{job="api",instance!="x"}',
      'up{job="api",job=~"a.*"}',
      'up{job!="a",job!="b"}',
      'up{job="api",job=~"("}',
    ],
  },
  'empty-matcher': {
    speaks: ['up{job=""}'],
    silent: ['up{job!=""}', 'up{job="api"}', 'up{job=~""}'],
  },
  'regexp-always-true': {
    speaks: ['up{job=~".*"}'],
    silent: ['up{job=~".+"}', 'up{job=~"a.*"}', 'up{job!~".*"}', 'up{job=".*"}'],
  },
  'regexp-never-true': {
    speaks: ['up{job!~".*"}'],
    silent: ['up{job!~".+"}', 'up{job=~".*"}'],
  },
  'regexp-anchors': {
    speaks: ['up{job=~"^api.*"}', 'up{job!~"a.*$"}', 'up{job=~"^a|b$"}'],
    silent: ['up{job=~"api.*"}', 'up{job="^api$"}', 'up{job=~"[^a].*"}', 'up{job=~"a\\\\$"}'],
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
  'unmatched-vectors': {
    speaks: [
      'sum by (method) (rate(http_requests_total[1m])) / sum(rate(http_requests_total[1m]))',
      'sum by (method) (up) / sum by (status) (up)',
      'up{job="api"} / up{job="traffic"}',
      'http_requests_total and build_info',
      'sum by (method) (up) * on(method) sum(up)',
    ],
    silent: [
      'sum by (method) (up) / sum by (method) (up)',
      'sum by (method) (up) / on() group_left sum(up)',
      'sum by (method) (up) / scalar(sum(up))',
      'up{job="api"} / ignoring(job) up{job="traffic"}',
      'up{job="api"} or up{job="traffic"}',
      'up{job="api"} unless up{job="traffic"}',
      'http_requests_total * on() group_left(version) build_info',
      'sum(up) / count(up)',
      'a / b',
      'label_replace(sum(up), "method", "GET", "", "") / sum by (method) (up)',
    ],
  },
  'lost-label': {
    speaks: [
      'sum by (route) (sum by (method) (rate(http_requests_total[1m])))',
      'max by (instance) (count(up))',
      'sum by (le) (histogram_quantile(0.9, sum by (le) (x_bucket)))',
    ],
    silent: [
      'sum by (method) (sum by (method, route) (rate(http_requests_total[1m])))',
      'sum by (method) (rate(http_requests_total[1m]))',
      'sum by (new) (label_replace(sum by (old) (up), "new", "$1", "old", "(.*)"))',
      'sum by (value) (count_values by (job) ("value", up))',
      'sum by (job) (topk by (instance) (1, up))',
    ],
  },
  'fragile-matching': {
    speaks: ['sum without (instance) (a) / sum without (instance) (b)'],
    silent: [
      'sum by (job) (a) / sum by (job) (b)',
      'sum without (instance) (a) / on(job) sum without (instance) (b)',
      'sum without (instance) (a) / 2',
      'sum without (instance) (a) or sum without (instance) (b)',
    ],
  },
  'scalar-of-many': {
    speaks: ['scalar(http_requests_total)'],
    silent: ['scalar(http_requests_total{method="GET"})', 'scalar(sum(http_requests_total))', 'scalar(up)'],
  },
  'count-ignores-values': {
    speaks: ['count(rate(http_requests_total[1m]))', 'count by (method) (increase(http_requests_total[1m]))'],
    silent: ['count(rate(http_requests_total[1m]) > 0)', 'count(up)', 'sum(rate(http_requests_total[1m]))'],
  },
  'average-of-ratios': {
    speaks: ['avg(rate(errors_total[1m]) / rate(http_requests_total[1m]))', 'sum by (route) (a / b)'],
    silent: ['sum(a) / sum(b)', 'avg(rate(http_requests_total[1m]) / 60)', 'max(a / b)'],
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
