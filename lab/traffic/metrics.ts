import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LATENCY_BUCKETS } from '../common/buckets.js';
import { collectNodeMetrics } from '../common/node-metrics.js';
import type { Page } from './pages.js';
import { type Operation, OPERATIONS, type Plan } from './plan.js';
import type { Outcome } from './send.js';

export interface TrafficMetrics {
  record: (plan: Plan, outcome: Outcome) => void;
  /** Counts a notification of Alertmanager. */
  pageReceived: (status: Page['status']) => void;
  render: () => Promise<string>;
  contentType: string;
}

/** The expected statuses. They exist, at zero, from the start, and so do the failures. */
const PLANNED: Readonly<Record<Operation, readonly string[]>> = {
  list: ['200', '422'],
  get: ['200', '404'],
  create: ['201', '422'],
  update: ['200'],
  delete: ['204'],
};
const FAILURES = ['503', 'timeout', 'error'];

export function createTrafficMetrics(isPaused: () => boolean): TrafficMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectNodeMetrics(registry);
  const requests = new Counter({
    name: 'traffic_requests_total',
    help: 'Requests sent by the steady traffic, by HTTP status; timeout, or error for a connection error, if there was no answer.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'traffic_request_duration_seconds',
    help: 'Time from sending a request to reading the whole answer, or to the timeout. Connection errors are not counted.',
    labelNames: ['operation'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  new Gauge({
    name: 'traffic_paused',
    help: '1 while the traffic is paused, otherwise 0.',
    registers,
    collect() {
      this.set(isPaused() ? 1 : 0);
    },
  });
  const pages = new Counter({
    name: 'pages_received_total',
    help: 'Notifications of Alertmanager that reached the lab, by status: firing or resolved.',
    labelNames: ['status'],
    registers,
  });
  for (const status of ['firing', 'resolved']) pages.inc({ status }, 0);
  for (const operation of OPERATIONS) {
    duration.zero({ operation });
    for (const status of [...PLANNED[operation], ...FAILURES]) requests.inc({ operation, status }, 0);
  }
  return {
    record({ operation }, { status, seconds }) {
      requests.inc({ operation, status: String(status) });
      if (status !== 'error') duration.observe({ operation }, seconds);
    },
    pageReceived: (status) => pages.inc({ status }),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
