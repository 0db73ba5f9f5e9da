import type { LintExamples } from './lint.js';

/** Of rules about matchers, labels and pairs of series. */
export const LABEL_EXAMPLES: LintExamples = {
  'unknown-metric': {
    speaks: ['http_request_total', 'rate(nope[1m])', 'up / nope', '{__name__="nope"}', 'http-requests'],
    silent: ['up', '{__name__=~"nope.*"}', '{job="api"}', 'vector(1)'],
  },
  'unknown-label': {
    speaks: [
      'http_requests_total{methods="GET"}',
      'sum by (methods) (rate(http_requests_total[1m]))',
      'http_requests_total{code=~"5.."}',
      'http_requests_total{methods!="GET"}',
      'http_requests_total{code!~"5.."}',
      'http_requests_total{gone!=""}',
      'up * on (job) group_left (versions) build_info',
    ],
    silent: [
      'http_requests_total{method="GET"}',
      'http_requests_total{gone=""}',
      'http_requests_total{gone=~"|x"}',
      'http_requests_total{method!="x"}',
      'up{nope="1"}',
      'up{nope!="1"}',
      'up * on (job) group_left (version) build_info',
      'build_info * on (job) group_right (version) up',
      'http_requests_total{value="1"}',
      'sum by (job) (http_requests_total * on (method) group_left (job) up)',
      'sum by (new) (label_replace(http_requests_total, "new", "$1", "method", "(.*)"))',
    ],
  },
  'value-as-label': {
    speaks: [
      'build_info{value="1"}',
      'http_requests_total{value!="0"}',
      'http_requests_total{value=~"1.*"}',
      'rate(http_requests_total{value="1"}[1m])',
    ],
    silent: [
      'up{value="1"}',
      'http_requests_total{method="1"}',
      'http_requests_total > 1',
      'http_requests_total{valued="1"}',
    ],
  },
  'replaces-nothing': {
    speaks: [
      'label_replace(http_requests_total, "new", "$1", "method", "G")',
      'label_replace(http_requests_total, "new", "$1", "method", "(get|post)")',
      'label_replace(http_requests_total, "new", "$1", "methods", "(.*)")',
      'label_replace(http_requests_total, "new", "$2", "method", "(G)ET|POST")',
      'label_replace(http_requests_total, "new", "$1", "method", "GET|POST")',
      'label_replace(http_requests_total, "new", "$1", "method", "(?:GET|POST)")',
      'label_replace(sum(http_requests_total), "new", "$1", "method", "(.*)")',
    ],
    silent: [
      'label_replace(http_requests_total, "new", "$1", "method", "(.*)")',
      'label_replace(http_requests_total, "new", "${1}-x", "method", "(G.*)")',
      'label_replace(http_requests_total, "new", "$word", "method", "(?P<word>.*)")',
      'label_replace(http_requests_total, "new", "all", "method", ".*")',
      'label_replace(http_requests_total, "new", "$1", "method", "[(](.*)|([A-Z]+)")',
      'label_replace(up, "new", "$1", "job", "(nothing)")',
      'label_replace(sum(up), "new", "x", "", "")',
      'label_replace(http_requests_total, "new", "x", "gone", ".*")',
      'label_replace(http_requests_total, "new", "$1", "method", "(")',
      'label_replace(http_requests_total, "new", "$1", "__name__", "(.*)")',
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
  'unmatched-vectors': {
    speaks: [
      'sum by (method) (rate(http_requests_total[1m])) / sum(rate(http_requests_total[1m]))',
      'sum by (method) (up) / sum by (status) (up)',
      'up{job="api"} / up{job="traffic"}',
      'http_requests_total and build_info',
      'sum by (method) (up) * on(method) sum(up)',
      'sum by (method) (up) unless up{job="api"}',
      'up{job="api"} unless up{job="traffic"}',
      'count by (__name__) (up) / on (__name__) sum(up)',
    ],
    silent: [
      'sum by (method) (up) / sum by (method) (up)',
      'sum by (method) (up) / on() group_left sum(up)',
      'sum by (method) (up) / scalar(sum(up))',
      'up{job="api"} / ignoring(job) up{job="traffic"}',
      'up{job="api"} or up{job="traffic"}',
      'up{job="api"} unless on (instance) up{job="traffic"}',
      'count by (__name__) (up) / count(up)',
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
  'average-of-ratios': {
    speaks: ['avg(rate(errors_total[1m]) / rate(http_requests_total[1m]))', 'sum by (route) (a / b)'],
    silent: ['sum(a) / sum(b)', 'avg(rate(http_requests_total[1m]) / 60)', 'max(a / b)'],
  },
};
