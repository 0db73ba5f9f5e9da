import { expect, test } from 'vitest';
import { FACTS } from '../../../test/fixtures/promql/facts.js';
import { parsePromql } from '../syntax/parse.js';
import { labelFlow } from './label-flow.js';

const show = (text: string, series = FACTS.series): string => {
  const { possible, certain, fixed } = labelFlow(parsePromql(text).expr, series);
  const fixedText = [...fixed].map(([name, value]) => `${name}=${value}`).join();
  return `${possible ? [...possible].sort().join() : '*'} | ${[...certain].sort().join()} | ${fixedText}`;
};

// possible | certain | fixed; * where any label may occur
test.each([
  ['up', '* |  | '],
  ['up{job="api"}', '* | job | job=api'],
  ['up{job=""}', '* |  | '],
  ['http_requests_total', 'method,status | method,status | '],
  ['http_requests_total{method="GET"}', 'method,status | method,status | method=GET'],
  ['rate(http_requests_total[1m])', 'method,status | method,status | '],
  ['-max_over_time(http_requests_total[5m:1m])', 'method,status | method,status | '],
  ['sum(http_requests_total)', ' |  | '],
  ['sum by (method) (http_requests_total)', 'method | method | '],
  ['sum by (nope) (http_requests_total)', ' |  | '],
  ['sum by (job) (up)', 'job | job | '],
  ['sum without (status) (http_requests_total)', 'method | method | '],
  ['topk by (job) (1, http_requests_total)', 'method,status | method,status | '],
  ['count_values by (job) ("value", up)', 'job,value | job | '],
  ['count_values without (job) ("value", up)', '* |  | '],
  ['histogram_quantile(0.9, sum by (le, route) (x_bucket))', 'route | route | '],
  [
    'label_replace(http_requests_total, "new", "$1", "method", "(.*)")',
    'method,new,status | method,status | ',
  ],
  ['label_replace(http_requests_total, "method", "", "", "")', 'method,status | status | '],
  ['absent(up{job="api"})', '* |  | '],
  ['vector(1)', ' |  | '],
  ['2 * http_requests_total', 'method,status | method,status | '],
  ['http_requests_total > 5', 'method,status | method,status | '],
  ['http_requests_total and up', 'method,status | method,status | '],
  ['sum by (a) (up) or sum by (b) (up)', 'a,b |  | '],
  ['sum by (a, b) (up) / on(a) sum by (a) (up)', 'a | a | '],
  ['sum by (a, b) (up) / ignoring(b) sum by (a) (up)', 'a | a | '],
  ['sum by (a, b) (up) * on(a) group_left(c) sum by (a, c) (up)', 'a,b,c | a,b | '],
  ['sum by (a) (up) * on(a) group_right sum by (a, d) (up)', 'a,d | a,d | '],
])('%s: %s', (text, expected) => expect(show(text)).toBe(expected));
