import { SERVICE_NAMES, type ServiceName, type ServiceSpec } from '../spec.js';
import { api } from './api.js';
import { grafana } from './grafana.js';
import { postgres } from './postgres.js';
import { prometheus } from './prometheus.js';
import { traffic } from './traffic.js';

export const SERVICES: Readonly<Record<ServiceName, ServiceSpec>> = {
  prometheus,
  postgres,
  api,
  traffic,
  grafana,
};

/** All services, in the order they are shown. Prometheus first: it takes longest to see its first target. */
export const ALL_SERVICES: readonly ServiceSpec[] = SERVICE_NAMES.map((name) => SERVICES[name]);
