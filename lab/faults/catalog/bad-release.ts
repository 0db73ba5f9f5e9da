import type { Fault } from '../fault.js';

/** A release whose list sends a query for each row of a page. */
export const badRelease = {
  id: 'bad-release',
  title: 'A bad release',
  what: 'A new version of the API is deployed whose GET /items sends many queries per page instead of one.',
  hits: 'GET /items',
  program: 'api',
  parameters: {
    low: { queriesEach: 30, version: 1 },
    medium: { queriesEach: 150, version: 1 },
    high: { queriesEach: 500, version: 1 },
  },
  symptom:
    'sum(rate(db_query_duration_seconds_count{job="api",operation="select"}[15s])) / sum(rate(http_requests_total{job="api",route=~"/items.*",method="GET"}[15s])) > 3',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(rate(db_query_duration_seconds_count{job="api",operation="select"}[15s])) / sum(rate(http_requests_total{job="api",route=~"/items.*",method="GET"}[15s])) > 3',
      says: 'far more than one query per request',
    },
  ],
  alerts: ['ApiLatencyHigh'],
  mayAlert: [
    'TargetDown',
    'ApiErrorRateHigh',
    'DatabasePoolWaitHigh',
    'DatabasePoolExhausted',
    'ApiEventLoopBlocked',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['roll-back'],
} as const satisfies Fault;
