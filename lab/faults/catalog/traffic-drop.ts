import type { Fault } from '../fault.js';

/** Nothing is broken in the API; nobody uses it. */
export const trafficDrop = {
  id: 'traffic-drop',
  title: 'The traffic stops',
  what: 'The steady traffic fades to zero. The API is healthy, but gets no requests.',
  hits: 'the steady traffic',
  program: 'traffic',
  parameters: { low: { fadeMs: 30_000 }, medium: { fadeMs: 10_000 }, high: { fadeMs: 0 } },
  symptom:
    'sum(rate(http_requests_total{job="api",route=~"/items.*"}[15s])) == 0 and on () up{job="api"} == 1',
  evidence: [
    {
      kind: 'promql',
      expr: 'sum(rate(traffic_requests_total[15s])) == 0 and on () up{job="api"} == 1 and on () traffic_paused == 0',
      says: 'no request is sent, although the API is up and nobody paused the traffic',
    },
  ],
  alerts: ['TrafficSilent'],
  mayAlert: [],
  mitigations: ['resume-traffic'],
} as const satisfies Fault;
