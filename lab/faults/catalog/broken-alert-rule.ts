import type { Fault } from '../fault.js';

/** An alert that can never fire. The CLI writes it into a rule file; no program is involved. */
export const brokenAlertRule = {
  id: 'broken-alert-rule',
  title: 'An alert never fires',
  what: 'The expression of an alerting rule compares labels that no series has in common, so the alert can never fire.',
  hits: 'the alerting rules',
  program: 'rules',
  parameters: { low: { rules: 1 }, medium: { rules: 2 }, high: { rules: 3 } },
  shownBy: { id: 'error-burst', intensity: 'high' },
  symptom:
    'absent(ALERTS{alertname="ApiErrorRateHigh"}) and on () min_over_time(max(sum by (route, method) (rate(http_requests_total{job="api",route=~"/items.*",status=~"5.."}[15s])) / sum by (route, method) (rate(http_requests_total{job="api",route=~"/items.*"}[15s])))[10s:1s]) > 0.25',
  evidence: [
    {
      kind: 'promql',
      expr: 'absent(ALERTS{alertname="ApiErrorRateHigh"}) and on () min_over_time(max(sum by (route, method) (rate(http_requests_total{job="api",route=~"/items.*",status=~"5.."}[15s])) / sum by (route, method) (rate(http_requests_total{job="api",route=~"/items.*"}[15s])))[10s:1s]) > 0.25',
      says: 'many requests of a route fail, and have for ten seconds, but the alert is not even pending',
    },
  ],
  alerts: [],
  mayAlert: [],
  mitigations: ['fix-rule'],
} as const satisfies Fault;
