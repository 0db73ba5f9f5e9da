import type { Fault } from '../fault.js';

/** One route sends PostgreSQL a value that it rejects. */
export const errorBurst = {
  id: 'error-burst',
  title: 'One operation fails',
  what: 'A share of POST /items requests sends PostgreSQL a value of the wrong type and fails with status 500.',
  hits: 'POST /items',
  program: 'api',
  parameters: { low: { share: 0.25 }, medium: { share: 0.6 }, high: { share: 1 } },
  symptom: 'sum(rate(http_requests_total{route="/items",method="POST",status="500"}[15s])) > 0',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(rate(http_requests_total{method="POST",status="500"}[15s])) > 0 unless on () sum(rate(http_requests_total{method="GET",status="500"}[15s])) > 0',
      says: 'only POST fails; reads work',
    },
  ],
  alerts: ['ApiErrorRateHigh', 'DatabaseErrors'],
  mayAlert: ['ApiErrorBudgetBurnFast', 'ApiErrorBudgetBurnSlow'],
  mitigations: ['disable-feature'],
} as const satisfies Fault;
