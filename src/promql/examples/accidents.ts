/** Pairs that agree while little happens, and a part of what a learner then reads. */
export const ACCIDENT_EXAMPLES: readonly (readonly [reference: string, answer: string, says: string])[] = [
  [
    'sum(rate(http_requests_total[1m]))',
    'sum(rate(http_requests_total{status!~"5.."}[1m]))',
    'http_requests_total{status!~"5.."} leaves out the series with method="POST" or status="503"',
  ],
  [
    'sum(rate(http_requests_total{status="200"}[1m]))',
    'sum(rate(http_requests_total{status=~"2..|5.."}[1m]))',
    'takes the series with method="POST" or status="503"',
  ],
  ['sum(rate(http_requests_total[1m]))', 'sum(rate(http_requests_total[5m]))', 'Your window is [5m]'],
  ['rate(http_requests_total[1m])', 'irate(http_requests_total[1m])', 'You use irate()'],
  ['sum(rate(http_requests_total[1m]))', 'max(rate(http_requests_total[1m]))', 'You aggregate with max'],
  [
    'sum(rate(http_requests_total{status="200"}[1m]))',
    'sum(rate(http_requests_total{status="503"}[1m]))',
    'On other data they would not be',
  ],
];
