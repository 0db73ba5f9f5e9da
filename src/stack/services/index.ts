import { SERVICE_NAMES, type ServiceName, type ServiceSpec } from '../spec.js';
import type { StackState } from '../state.js';
import { alertmanager } from './alertmanager.js';
import { api } from './api.js';
import { board } from './board.js';
import { grafana } from './grafana.js';
import { postgres } from './postgres.js';
import { prometheus } from './prometheus.js';
import { traffic } from './traffic.js';
import { worlds } from './worlds.js';

export const SERVICES: Readonly<Record<ServiceName, ServiceSpec>> = {
  prometheus,
  alertmanager,
  postgres,
  api,
  traffic,
  grafana,
  board,
  worlds,
};

const ALL_SERVICES: readonly ServiceSpec[] = SERVICE_NAMES.map((name) => SERVICES[name]);

/**
 * The services of every stack, in display order. Prometheus first: it takes longest to scrape its first target.
 */
export const REGULAR_SERVICES = ALL_SERVICES.filter(({ insteadOf }) => insteadOf === undefined);

/** The services of a stack: the skipped ones too, and the stand-ins that were needed. */
export function servicesOf({ standIns = [] }: Pick<StackState, 'standIns'>): ServiceSpec[] {
  return ALL_SERVICES.filter(({ name, insteadOf }) => insteadOf === undefined || standIns.includes(name));
}

/** The service that replaces one that is not available. */
export function standInFor(service: ServiceName): ServiceSpec | undefined {
  return ALL_SERVICES.find(({ insteadOf }) => insteadOf === service);
}
