import type { Fault } from '../fault.js';

/**
 * CPU-bound work that should not run on the server's only thread. Not once per second: the lag of a turn during which
 * Prometheus scrapes is lost, because Node's histogram is reset by the scrape, and scrapes come once per second.
 */
export const eventLoopBlock = {
  id: 'event-loop-block',
  title: 'The event loop is blocked',
  what: 'A job in the API process keeps its only thread busy for hundreds of milliseconds per second, in several turns; meanwhile no request is served.',
  hits: 'the API process',
  program: 'api',
  parameters: {
    low: { blockedMs: 120, everyMs: 700 },
    medium: { blockedMs: 180, everyMs: 430 },
    high: { blockedMs: 310, everyMs: 430 },
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
  alerts: ['ApiEventLoopBlocked'],
  mayAlert: ['ApiLatencyHigh', 'DatabasePoolWaitHigh', 'SlowScrape'],
  mitigations: ['restart'],
} as const satisfies Fault;
