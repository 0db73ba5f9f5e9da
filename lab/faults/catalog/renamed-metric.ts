import type { Fault } from '../fault.js';

/** A release that follows another naming convention. Every query on the old name returns nothing. */
export const renamedMetric = {
  id: 'renamed-metric',
  title: 'A metric was renamed',
  what: 'A new version of the API exposes its HTTP metrics under other names: dashboards and alerts that use the old names go blank.',
  hits: 'the API’s metrics page',
  program: 'api',
  parameters: {
    low: { families: 1, version: 2 },
    medium: { families: 2, version: 2 },
    high: { families: 4, version: 2 },
  },
  symptom: 'absent(http_requests_total{job="api"}) and on () up{job="api"} == 1',
  evidence: [
    {
      kind: 'promql',
      expr: 'rate(http_server_requests_total{job="api",route=~"/items.*"}[15s]) > 0',
      says: 'the requests are counted under another name',
    },
  ],
  alerts: ['MetricMissing'],
  mayAlert: ['TrafficSilent', 'TargetDown'],
  mitigations: ['roll-back'],
} as const satisfies Fault;
