import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { bindCounter, bindHistogram } from '../common/bound-series.js';
import { DATABASE_BUCKETS } from '../common/buckets.js';
import { collectNodeMetrics, type Restart } from '../common/node-metrics.js';
import { watchActivity } from './activity-metrics.js';
import { type DatabaseObserver, type Operation, OPERATIONS, type PoolCounts } from './database.js';
import type { Activity } from './database-activity.js';
import { FAILURE_REASONS } from './database-errors.js';
import type { LineKind } from './request-log.js';
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
  /** Reads at each scrape what the database is doing. */
  watchActivity: (datname: string, read: () => Promise<Activity | undefined>) => void;
  /** Counts a request log line that was dropped. */
  lineDropped: (kind: LineKind) => void;
  registry: Registry;
  /** The page for Prometheus, and its media type. */
  render: () => Promise<string>;
  contentType: string;
}

/** The build that is running. */
export interface Build {
  version: string;
  /** Node.js, as process.version writes it; this one's if left out. */
  node?: string;
  /** Set if the API restarted inside this process. */
  restart?: Restart;
}

export function createMetrics(build: string | Build): Metrics {
  const { version, node = process.version, restart } = typeof build === 'string' ? { version: build } : build;
  const registry = new Registry();
  const registers = [registry];
  collectNodeMetrics(registry, restart);
  new Gauge({
    name: 'obs_lab_build_info',
    help: 'Always 1; the labels hold the versions of the API and of Node.js.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node }, 1);

  const itemCounter = (verb: string): Counter =>
    new Counter({ name: `items_${verb}_total`, help: `Items ${verb} through the API.`, registers });
  const dropped = new Counter({
    name: 'log_lines_dropped_total',
    help: 'Request log lines that were dropped to keep the log small, by kind of line.',
    labelNames: ['kind'],
    registers,
  });
  // Bound: under load, nearly every request drops its line.
  const lineDropped: Record<LineKind, () => void> = {
    request: bindCounter(dropped, { kind: 'request' }),
    failed_request: bindCounter(dropped, { kind: 'failed_request' }),
  };

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
    watchActivity: (datname, read) => watchActivity(registers, datname, read),
    lineDropped: (kind) => lineDropped[kind](),
    registry,
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
