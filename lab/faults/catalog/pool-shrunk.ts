import type { Fault } from '../fault.js';

/** A configuration change: a pool of one connection that is closed after a few uses. */
export const poolShrunk = {
  id: 'pool-shrunk',
  title: 'The connection pool is too small',
  what: 'The pool is cut to one or two connections, which are closed after each use.',
  hits: 'the connection pool',
  program: 'api',
  parameters: {
    low: { mostConnections: 2, usesEach: 1 },
    medium: { mostConnections: 1, usesEach: 1 },
    high: { mostConnections: 1, usesEach: 1 },
  },
  symptom: 'max_over_time(sum by (instance) (db_pool_connections{state=~"active|idle"})[5s:1s]) < 3',
  evidence: [
    {
      kind: 'promql',
      expr: 'max_over_time(sum by (instance) (db_pool_connections{state=~"active|idle"})[5s:1s]) < 3 unless on () sum(rate(db_errors_total{reason="query"}[15s])) > 0',
      says: 'the whole pool has fewer than three connections, and its queries work',
    },
  ],
  alerts: ['DatabasePoolWaitHigh'],
  mayAlert: [
    'DatabasePoolExhausted',
    'ApiErrorRateHigh',
    'ApiLatencyHigh',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['scale-pool'],
} as const satisfies Fault;
