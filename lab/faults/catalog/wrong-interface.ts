import type { Fault } from '../fault.js';

/** The server listens, but not where anybody looks. */
export const wrongInterface = {
  id: 'wrong-interface',
  title: 'The API listens on the wrong interface',
  what: 'The API closes its listener and opens it on another address: the process is alive, but nobody can reach it.',
  hits: 'the API’s listener',
  program: 'api',
  parameters: { low: {}, medium: {}, high: {} },
  symptom: 'up{job="api"} == 0',
  evidence: [
    {
      kind: 'promql',
      expr: 'max_over_time(up{job="api"}[5s]) == 0 and on () sum(rate(traffic_requests_total{status="error"}[15s])) > 0',
      says: 'scrapes have failed for five seconds, and client requests fail too: connections are refused',
    },
    {
      kind: 'log',
      match: { event: 'listening', host: '::1' },
      says: 'the process is alive, and logs where it listens',
    },
  ],
  alerts: ['TargetDown'],
  mayAlert: ['TrafficSilent'],
  mitigations: ['rebind'],
} as const satisfies Fault;
