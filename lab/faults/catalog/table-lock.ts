import type { Fault } from '../fault.js';

/** A forgotten transaction holds the strongest lock on the table; every statement that uses it waits. */
export const tableLock = {
  id: 'table-lock',
  title: 'A session locks the items table',
  what: 'A database session holds an ACCESS EXCLUSIVE lock on the items table for part of every six seconds.',
  hits: 'the items table',
  program: 'api',
  parameters: {
    low: { heldMs: 2_000, freeMs: 4_000 },
    medium: { heldMs: 4_000, freeMs: 2_000 },
    high: { heldMs: 6_000, freeMs: 0 },
  },
  symptom: 'max_over_time(pg_locks_count{mode="accessexclusivelock"}[10s]) > 0',
  evidence: [
    {
      kind: 'promql',
      expr: 'max_over_time(pg_locks_count{mode="accessexclusivelock"}[10s]) > 0',
      says: 'a session holds, or waits for, an exclusive lock on a whole table',
    },
    {
      kind: 'promql',
      expr: 'max_over_time(pg_stat_activity_count{state="active",wait_event_type="Lock"}[10s]) > 0',
      says: 'other sessions wait for a lock',
    },
  ],
  alerts: ['DatabaseLockWait', 'ApiLatencyHigh'],
  mayAlert: [
    'ApiErrorRateHigh',
    'DatabasePoolExhausted',
    'DatabasePoolWaitHigh',
    'DatabaseTransactionOpen',
    'DatabaseErrors',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['kill-session'],
} as const satisfies Fault;
