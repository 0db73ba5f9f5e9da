import type { Facts } from '../facts.js';

/** What a server knows in the examples of this folder: an API that is scraped every second. */
export const FACTS: Facts = {
  metricNames: [
    'http_requests_total',
    'http_request_duration_seconds_bucket',
    'http_requests_in_flight',
    'up',
    'build_info',
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
    ['build_info', [{ __name__: 'build_info', version: '1.0.0' }]],
  ]),
  historySeconds: new Map([['http_requests_total', 600]]),
  scrapeIntervalSeconds: 1,
};
