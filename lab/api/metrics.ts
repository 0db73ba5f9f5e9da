import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { bindHistogram } from '../common/bound-series.js';
import { DATABASE_BUCKETS } from '../common/buckets.js';
import { collectNodeMetrics } from '../common/node-metrics.js';
import { OPERATIONS, type DatabaseObserver, type Operation, type PoolCounts } from './database.js';
import { FAILURE_REASONS } from './database-errors.js';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.js';

/** Items, not requests: a page of twenty is twenty items read. */
export interface ItemCounters {
  created: { inc: () => void };
  read: { inc: (items: number) => void };
  updated: { inc: () => void };
  deleted: { inc: () => void };
}

/** All that the API measures of itself, in a registry of its own. Every family exists, at zero, from the start. */
export interface Metrics {
  requests: RequestMetrics;
  items: ItemCounters;
  database: DatabaseObserver;
  /** Reads the pool at each scrape. */
  watchPool: (counts: () => PoolCounts) => void;
  /** The page for Prometheus, and its media type. */
  render: () => Promise<string>;
  contentType: string;
}

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectNodeMetrics(registry);
  new Gauge({
    name: 'obs_lab_build_info',
    help: 'Always 1; the labels say which lab API this is, on which Node.js.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.version }, 1);

  const itemCounter = (verb: string): Counter =>
    new Counter({ name: `items_${verb}_total`, help: `Items ${verb} through the API.`, registers });

  return {
    requests: createRequestMetrics(registers),
    items: {
      created: itemCounter('created'),
      read: itemCounter('read'),
      updated: itemCounter('updated'),
      deleted: itemCounter('deleted'),
    },
    database: createDatabaseMetrics(registers),
    watchPool: (counts) => watchPool(registers, counts),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function createDatabaseMetrics(registers: Registry[]): DatabaseObserver {
  const acquire = new Histogram({
    name: 'db_pool_acquire_duration_seconds',
    help: 'Time until a connection of the pool was free, or until waiting for one timed out.',
    buckets: DATABASE_BUCKETS,
    registers,
  });
  const query = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time from a query sent to its result read, without the wait for a connection.',
    labelNames: ['operation'],
    buckets: DATABASE_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: 'db_errors_total',
    help: 'Failures: no free connection in time, connection refused or broken, or a query that failed.',
    labelNames: ['reason'],
    registers,
  });
  const observeQuery = Object.fromEntries(
    OPERATIONS.map((operation) => [operation, bindHistogram(query, { operation }, DATABASE_BUCKETS)]),
  ) as Record<Operation, (seconds: number) => void>;
  for (const reason of FAILURE_REASONS) errors.inc({ reason }, 0);
  return {
    acquired: bindHistogram(acquire, {}, DATABASE_BUCKETS),
    queried: (operation, seconds) => observeQuery[operation](seconds),
    failed: (reason) => errors.inc({ reason }),
  };
}

function watchPool(registers: Registry[], counts: () => PoolCounts): void {
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the pool that are active or idle, and requests waiting for one.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(counts())) this.set({ state }, count);
    },
  });
}
