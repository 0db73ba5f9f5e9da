import type { Fault } from '../fault.js';

/** An unbounded cache. At its limit the process dies and starts again, and leaks again. */
export const memoryLeak = {
  id: 'memory-leak',
  title: 'The API leaks memory',
  what: 'The API never releases some objects: garbage collection takes longer and longer, and at the memory limit the API restarts.',
  hits: 'the API process',
  program: 'api',
  parameters: {
    low: { mbPerSecond: 3, limitMb: 150 },
    medium: { mbPerSecond: 8, limitMb: 200 },
    high: { mbPerSecond: 40, limitMb: 200 },
  },
  symptom: 'deriv(nodejs_heap_size_used_bytes{job="api"}[15s]) > 2e6',
  evidence: [
    {
      kind: 'promql',
      expr: 'min_over_time(nodejs_heap_size_used_bytes{job="api"}[5s]) - min_over_time(nodejs_heap_size_used_bytes{job="api"}[5s] offset 5s) > 8e6 and min_over_time(nodejs_heap_size_used_bytes{job="api"}[5s] offset 5s) - min_over_time(nodejs_heap_size_used_bytes{job="api"}[5s] offset 10s) > 8e6 unless on () sum(rate(http_requests_total{job="api"}[15s])) > 100 unless on () sum(rate(http_requests_total{job="api",status="499"}[15s])) > 5',
      says: 'the heap that remains after garbage collection keeps growing although the load is normal',
    },
    { kind: 'log', match: { event: 'crash', error: 'out of memory' }, says: 'the process ran out of memory' },
  ],
  alerts: ['ApiMemoryGrowing', 'ApiRestarted'],
  mayAlert: [
    'ApiLatencyHigh',
    'ApiEventLoopBlocked',
    'TargetDown',
    'ApiErrorRateHigh',
    'SlowScrape',
    'ApiErrorBudgetBurnFast',
    'ApiErrorBudgetBurnSlow',
  ],
  mitigations: ['disable-feature'],
} as const satisfies Fault;
