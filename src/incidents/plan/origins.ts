import type { FaultId } from '../../../lab/faults/index.js';

/** What a learner can name as the place where an incident comes from. */
export interface Origin {
  kind: 'route' | 'resource' | 'instance' | 'client' | 'none';
  text: string;
}

/** All places of the lab that can be named, faulty or not. */
export const ORIGINS = {
  'get-items': { kind: 'route', text: 'the route GET /items' },
  'get-item': { kind: 'route', text: 'the route GET /items/:id' },
  'post-items': { kind: 'route', text: 'the route POST /items' },
  'put-item': { kind: 'route', text: 'the route PUT /items/:id' },
  'delete-item': { kind: 'route', text: 'the route DELETE /items/:id' },
  'items-table': { kind: 'resource', text: 'the items table in PostgreSQL' },
  'connection-pool': { kind: 'resource', text: 'the API’s connection pool' },
  'every-query': { kind: 'resource', text: 'every query of the API, whatever its table' },
  'metrics-page': { kind: 'resource', text: 'the API’s metrics page' },
  'api-process': { kind: 'instance', text: 'the API process as a whole: CPU time or memory' },
  'api-listener': {
    kind: 'instance',
    text: 'the API’s listener: the address that it accepts connections on',
  },
  prometheus: { kind: 'instance', text: 'Prometheus itself' },
  'alerting-rules': { kind: 'resource', text: 'the alerting rules' },
  'price-bot': { kind: 'client', text: 'one client: price-bot' },
  'mobile-app': { kind: 'client', text: 'one client: mobile-app' },
  'steady-traffic': { kind: 'client', text: 'the usual clients' },
  nowhere: { kind: 'none', text: 'nowhere: nothing is wrong' },
} as const satisfies Readonly<Record<string, Origin>>;

export type OriginId = keyof typeof ORIGINS;

/** Where each fault is. */
export const ORIGIN_OF: Readonly<Record<FaultId, OriginId>> = {
  'table-lock': 'items-table',
  'connection-leak': 'connection-pool',
  'pool-shrunk': 'connection-pool',
  'missing-index': 'get-item',
  'slow-route': 'get-items',
  'error-burst': 'post-items',
  'event-loop-block': 'api-process',
  'memory-leak': 'api-process',
  'retry-storm': 'mobile-app',
  'bad-release': 'get-items',
  'client-flood': 'price-bot',
  'traffic-drop': 'steady-traffic',
  'renamed-metric': 'metrics-page',
  'label-explosion': 'metrics-page',
  'slow-scrape': 'metrics-page',
  'wrong-interface': 'api-listener',
  'db-driver': 'every-query',
  'broken-alert-rule': 'alerting-rules',
};

/** True for the id of a place. */
export function isOrigin(text: string): text is OriginId {
  return Object.hasOwn(ORIGINS, text);
}
