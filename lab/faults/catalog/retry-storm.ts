import type { Fault } from '../fault.js';

/** Clients with a short timeout that retry at once, forever: once overloaded, the API stays overloaded. */
export const retryStorm = {
  id: 'retry-storm',
  title: 'A retry storm',
  what: 'Many clients send requests at the same moment, give up after a short timeout and retry at once: the overload outlasts its cause.',
  hits: 'the API',
  program: 'traffic',
  parameters: {
    low: { clients: 30, mostClients: 300, timeoutMs: 80, thinkMs: 2_000 },
    medium: { clients: 60, mostClients: 600, timeoutMs: 80, thinkMs: 2_000 },
    high: { clients: 120, mostClients: 1_200, timeoutMs: 80, thinkMs: 2_000 },
  },
  symptom: 'sum(rate(http_requests_total{job="api",status="499"}[15s])) > 20',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(rate(http_requests_total{job="api",status="499"}[15s])) > 20',
      says: 'clients give up before they are answered, many times per second',
    },
    {
      kind: 'log',
      match: { status: 499, client: 'mobile-app/7.3' },
      says: 'the same request id appears again and again',
    },
  ],
  alerts: ['ApiTrafficHigh'],
  mayAlert: [
    'DatabasePoolExhausted',
    'DatabasePoolWaitHigh',
    'ApiErrorRateHigh',
    'ApiEventLoopBlocked',
    'SlowScrape',
    'TargetFlapping',
    'TargetDown',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
    'ApiLatencyHigh',
    'ApiMemoryGrowing',
  ],
  mitigations: ['limit-retries'],
} as const satisfies Fault;
