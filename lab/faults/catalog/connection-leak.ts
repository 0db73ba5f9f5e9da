import type { Fault } from '../fault.js';

/** A code path takes a connection, opens a transaction and never releases it. */
export const connectionLeak = {
  id: 'connection-leak',
  title: 'Connections leak from the pool',
  what: 'Connections are taken from the pool one after the other, left idle in a transaction, and never released.',
  hits: 'the connection pool',
  program: 'api',
  parameters: {
    low: { everyMs: 3_000, mostConnections: 6 },
    medium: { everyMs: 2_000, mostConnections: 10 },
    high: { everyMs: 500, mostConnections: 10 },
  },
  symptom: 'sum(pg_stat_activity_count{state="idle in transaction"}) >= 3',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(pg_stat_activity_count{state="idle in transaction"}) >= 3',
      says: 'several sessions sit idle in a transaction that nobody finishes',
    },
    {
      kind: 'promql',
      expr: 'db_pool_connections{state="active"} - ignoring(state) http_requests_in_flight >= 3',
      says: 'more connections are in use than requests are being handled',
    },
  ],
  alerts: ['DatabaseTransactionOpen', 'DatabasePoolExhausted', 'ApiErrorRateHigh'],
  mayAlert: ['ApiLatencyHigh', 'DatabasePoolWaitHigh', 'ApiErrorBudgetBurnFast', 'ApiErrorBudgetBurnSlow'],
  mitigations: ['restart'],
} as const satisfies Fault;
