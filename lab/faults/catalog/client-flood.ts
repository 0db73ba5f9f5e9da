import type { Fault } from '../fault.js';

/** One client without a rate limit. */
export const clientFlood = {
  id: 'client-flood',
  title: 'One client floods the API',
  what: 'One client calls GET /items hundreds of times per second.',
  hits: 'the API',
  program: 'traffic',
  parameters: {
    low: { requestsPerSecond: 150, mostInFlight: 20 },
    medium: { requestsPerSecond: 400, mostInFlight: 60 },
    high: { requestsPerSecond: 1_200, mostInFlight: 200 },
  },
  symptom:
    'sum(rate(http_requests_total{job="api",route=~"/items.*"}[15s])) > 3 * sum(rate(traffic_requests_total[15s]))',
  evidence: [
    {
      kind: 'promql',
      expr: '(sum(rate(http_requests_total{job="api",route=~"/items.*"}[15s])) > 3 * sum(rate(traffic_requests_total[15s]))) unless on () sum(rate(http_requests_total{job="api",status="499"}[15s])) > 20',
      says: 'far more requests than the steady traffic sends, from a client that waits for the responses',
    },
    {
      kind: 'log',
      match: { client: 'price-bot/2.1', route: '/items' },
      says: 'one client sends most of the requests',
    },
  ],
  alerts: ['ApiTrafficHigh'],
  mayAlert: [
    'ApiLatencyHigh',
    'DatabasePoolWaitHigh',
    'DatabasePoolExhausted',
    'ApiErrorRateHigh',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
    'ApiEventLoopBlocked',
    'ApiMemoryGrowing',
    'SlowScrape',
    'TargetFlapping',
  ],
  mitigations: ['block-client'],
} as const satisfies Fault;
