import type { Fault } from '../fault.js';

/** An alert that can never fire. The CLI writes it into a rule file; no program is involved. */
export const brokenAlertRule = {
  id: 'broken-alert-rule',
  title: 'An alert never fires',
  what: 'The expression of an alerting rule compares labels that no series has in common, so the alert can never fire.',
  hits: 'the alerting rules',
  program: 'rules',
  parameters: { low: { rules: 1 }, medium: { rules: 2 }, high: { rules: 3 } },
  symptom:
    'absent(ALERTS{alertname="ApiErrorRateHigh"}) and on () sum(rate(http_requests_total{job="api",status=~"5.."}[15s])) > 0.05 * sum(rate(http_requests_total{job="api"}[15s]))',
  evidence: [
    {
      kind: 'promql',
      expr: 'absent(ALERTS{alertname="ApiErrorRateHigh"}) and on () sum(rate(http_requests_total{job="api",status=~"5.."}[15s])) > 0.05 * sum(rate(http_requests_total{job="api"}[15s]))',
      says: 'the condition holds, and the alert is not even pending',
    },
  ],
  alerts: [],
  mayAlert: [],
  mitigations: ['fix-rule'],
} as const satisfies Fault;
