import type { Fault } from '../fault.js';

/** CPU-bound work that should not run on the server's only thread. */
export const eventLoopBlock = {
  id: 'event-loop-block',
  title: 'The event loop is blocked',
  what: 'A job in the API process keeps its only thread busy for hundreds of milliseconds per second; meanwhile no request is served.',
  hits: 'the API process',
  program: 'api',
  parameters: {
    low: { blockedMs: 150, everyMs: 1_000 },
    medium: { blockedMs: 350, everyMs: 1_000 },
    high: { blockedMs: 700, everyMs: 1_000 },
  },
  symptom:
    'max_over_time(nodejs_eventloop_lag_max_seconds{job="api"}[5s]) > 0.1 and on () rate(process_cpu_user_seconds_total{job="api"}[15s]) > 0.1',
  evidence: [
    {
      kind: 'promql',
      expr: 'quantile_over_time(0.3, nodejs_eventloop_lag_max_seconds{job="api"}[15s]) > 0.1 unless on (instance) rate(nodejs_gc_duration_seconds_sum{job="api",kind="major"}[15s]) > 0.03 unless on () sum(rate(http_requests_total{job="api"}[15s])) > 100 unless on () sum(rate(http_requests_total{job="api",status="499"}[15s])) > 5',
      says: 'the event loop lags in most seconds although the load is normal, and garbage collection is not the reason',
    },
  ],
  alerts: ['ApiEventLoopBlocked', 'ApiLatencyHigh'],
  mayAlert: ['DatabasePoolWaitHigh', 'SlowScrape'],
  mitigations: ['restart'],
} as const satisfies Fault;
