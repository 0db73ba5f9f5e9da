import type { Fault } from '../fault.js';

/** A costly statement for a share of the users of one route: the median looks fine, the tail does not. */
export const slowRoute = {
  id: 'slow-route',
  title: 'One route is slow for some requests',
  what: 'A share of GET /items requests runs an extra statement that takes hundreds of milliseconds.',
  hits: 'GET /items',
  program: 'api',
  parameters: {
    low: { share: 0.1, statementMs: 300 },
    medium: { share: 0.25, statementMs: 500 },
    high: { share: 0.5, statementMs: 900 },
  },
  symptom:
    'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{route="/items",method="GET"}[15s]))) > 0.25',
  evidence: [
    {
      kind: 'promql',
      expr: 'histogram_quantile(0.99, sum by (le) (rate(db_query_duration_seconds_bucket{operation="select"}[15s]))) > 0.25 unless on () histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{route="/items/:id",method="GET"}[15s]))) > 0.1 unless on () max_over_time(pg_locks_count{mode="accessexclusivelock"}[15s]) > 0 unless on () quantile_over_time(0.3, nodejs_eventloop_lag_max_seconds{job="api"}[15s]) > 0.1',
      says: 'the time is spent in a query that waits for nothing, and the other route is as fast as before',
    },
  ],
  alerts: ['ApiLatencyHigh'],
  mayAlert: ['DatabasePoolWaitHigh'],
  mitigations: ['disable-feature'],
} as const satisfies Fault;
