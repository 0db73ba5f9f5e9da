/** The alerts that faults trigger, as the rules, the faults and the docs use them: name → when it fires. */
export const ALERTS = {
  ApiErrorRateHigh: 'more than 5 % of the requests of a route and method end in 5xx',
  ApiErrorBudgetBurnFast:
    'requests fail at 10 times the rate that the SLO of 99 % allows, over the last minute and the last 10 s',
  ApiErrorBudgetBurnSlow:
    'requests fail at 3 times the rate that the SLO of 99 % allows, over the last 5 minutes and the last 30 s',
  ApiLatencyHigh: 'the p95 of a route and method is above 100 ms',
  ApiTrafficHigh: 'the API handles more than 3 times the requests that the steady traffic sends',
  ApiRestarted: 'the API process restarted although its build stayed the same',
  ApiMemoryGrowing: 'the heap that remains after garbage collection keeps growing',
  ApiEventLoopBlocked: 'the event loop of the API lags by 100 ms or more in most scrapes',
  DatabaseErrors: 'queries of the API fail although its connections work',
  DatabasePoolExhausted: 'requests give up waiting for a connection, or no connection is idle for a while',
  DatabasePoolWaitHigh: 'the p95 of the wait for a connection is above 5 ms',
  DatabaseLockWait: 'sessions wait for a lock',
  DatabaseTransactionOpen: 'a session is idle in a transaction for 10 s or more',
  TargetDown: 'Prometheus can’t scrape a target',
  TargetFlapping: 'scrapes of a target keep failing and recovering',
  TrafficSilent: 'the API gets no requests',
  MetricMissing: 'a metric that rules and dashboards depend on is absent, although its target is up',
  LabelCardinalityHigh: 'a target exposes far more series than usual',
  SlowScrape: 'a scrape takes more than half of its timeout',
} as const;

export type AlertName = keyof typeof ALERTS;
