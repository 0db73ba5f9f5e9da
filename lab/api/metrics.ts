import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { bindHistogram } from '../common/bound-series.js';
import { DATABASE_BUCKETS } from '../common/buckets.js';
import { collectNodeMetrics } from '../common/node-metrics.js';
import { type DatabaseObserver, type Operation, OPERATIONS, type PoolCounts } from './database.js';
import { FAILURE_REASONS } from './database-errors.js';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.js';

/** Counts items, not requests: a page of twenty is twenty items read. */
export interface ItemCounters {
  created: { inc: () => void };
  read: { inc: (items: number) => void };
  updated: { inc: () => void };
  deleted: { inc: () => void };
}

/** The API's own metrics, in their own registry. Every family exists, at zero, from the start. */
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
    help: 'Always 1; the labels hold the versions of the API and of Node.js.',
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
    help: 'Time spent waiting for a free connection of the pool, timeouts included.',
    buckets: DATABASE_BUCKETS,
    registers,
  });
  const query = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time from sending a query to reading its result, without the wait for a connection.',
    labelNames: ['operation'],
    buckets: DATABASE_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: 'db_errors_total',
    help: 'Database failures: no free connection in time, connection refused or broken, or failed query.',
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
    help: 'Connections of the pool by state: active or idle; waiting counts requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(counts())) this.set({ state }, count);
    },
  });
}
