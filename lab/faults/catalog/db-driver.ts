import type { Fault } from '../fault.js';

/** A runtime that the database driver does not support. */
export const dbDriver = {
  id: 'db-driver',
  title: 'The database driver fails',
  what: 'The API is deployed on a new Node.js that its database driver does not support: queries throw the same error before they are sent.',
  hits: 'every query of the API',
  program: 'api',
  parameters: { low: { share: 0.5, node: 1 }, medium: { share: 0.9, node: 1 }, high: { share: 1, node: 1 } },
  symptom: 'sum(rate(http_requests_total{job="api",method="GET",route="/items",status="500"}[15s])) > 0',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(rate(http_requests_total{job="api",method="GET",status="500"}[15s])) > 0 and on () sum(rate(http_requests_total{job="api",method!="GET",status="500"}[15s])) > 0',
      says: 'reads and writes fail alike',
    },
  ],
  alerts: ['ApiErrorRateHigh', 'DatabaseErrors', 'ApiErrorBudgetBurnFast'],
  mayAlert: [
    'TargetDown',
    'DatabasePoolWaitHigh',
    'DatabasePoolExhausted',
    'ApiLatencyHigh',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['roll-back'],
} as const satisfies Fault;
