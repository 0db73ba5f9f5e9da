import type { Fault } from '../fault.js';

/** A collector that waits for something slow: many scrapes time out, and the target flaps. */
export const slowScrape = {
  id: 'slow-scrape',
  title: 'Scrapes are slow',
  what: 'For a share of scrapes, the API takes longer to render its metrics than the scrape timeout; other requests are not affected.',
  hits: 'the API’s metrics page',
  program: 'api',
  parameters: {
    low: { share: 0.3, delayMs: 1_300 },
    medium: { share: 0.6, delayMs: 1_500 },
    high: { share: 0.85, delayMs: 2_000 },
  },
  symptom: 'changes(up{job="api"}[20s]) >= 4',
  evidence: [
    {
      kind: 'promql',
      expr: 'changes(up{job="api"}[20s]) >= 4 unless on () sum(rate(traffic_requests_total{status="error"}[20s])) > 0',
      says: 'the target flaps, and clients notice nothing',
    },
  ],
  alerts: ['TargetFlapping'],
  mayAlert: ['SlowScrape', 'TargetDown'],
  mitigations: ['disable-feature'],
} as const satisfies Fault;
