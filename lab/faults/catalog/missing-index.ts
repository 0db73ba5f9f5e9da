import type { Fault } from '../fault.js';

/** A migration that dropped an index: one route scans a whole table for each request. */
export const missingIndex = {
  id: 'missing-index',
  title: 'An index is missing',
  what: 'The index on item_recalls that GET /items/:id uses is dropped, so each request scans the whole table.',
  hits: 'GET /items/:id',
  program: 'api',
  parameters: { low: { rows: 300_000 }, medium: { rows: 1_000_000 }, high: { rows: 2_000_000 } },
  symptom:
    'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{route="/items/:id",method="GET"}[15s]))) > 0.01 and on () histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{route="/items/:id",method="GET"}[15s]))) > 2 * histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket{route="/items",method="GET"}[15s])))',
  evidence: [
    {
      kind: 'promql',
      expr: 'rate(pg_stat_user_tables_seq_tup_read{relname="item_recalls"}[15s]) > 10000',
      says: 'item_recalls is scanned in full instead of through its index',
    },
  ],
  alerts: ['ApiLatencyHigh'],
  mayAlert: [
    'DatabasePoolWaitHigh',
    'DatabasePoolExhausted',
    'ApiErrorRateHigh',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['restore-index'],
} as const satisfies Fault;
