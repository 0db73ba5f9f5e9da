import { initialLabels } from '../../lab/api/series.js';
import { DATABASE_BUCKETS, LATENCY_BUCKETS } from '../../lab/common/buckets.js';
import { shopHistory } from '../../lab/shop/exposition.js';
import { OpenMetricsWriter } from '../../src/missions/fixture/open-metrics.js';

/**
 * A lab in which hardly anything happens: every counter grows evenly or not at all, all requests are fast, nothing
 * restarts, and the only errors are a few 404s. Many queries with different meanings give equal results there.
 */

const SECONDS = 130;
/** Unix seconds. */
const END = Date.UTC(2026, 0, 1) / 1000;
export const QUIET_NOW = END + 1.9;

const API = { instance: 'api', job: 'api' };
/** Requests per second. */
const BUSY: Readonly<Record<string, number>> = {
  'GET /items 200': 4,
  'GET /items/:id 200': 3,
  'GET /items/:id 404': 1,
  'POST /items 201': 1,
  'PUT /items/:id 200': 1,
  'DELETE /items/:id 204': 1,
  'GET /metrics 200': 1,
};

/** OpenMetrics text. */
export function quietLab(): string {
  const times = Array.from({ length: SECONDS }, (_, i) => END - SECONDS + 1 + i);
  const writer = new OpenMetricsWriter({ times, restarts: new Set() });
  for (const { method, route, status } of initialLabels()) {
    const labels = { ...API, method, route, status: String(status) };
    const rate = BUSY[`${method} ${route} ${status}`] ?? 0;
    writer.counter('http_requests_total', labels, () => rate);
    // Of the others a few: they are many series.
    if (rate > 0 || status === 503) {
      writer.histogram('http_request_duration_seconds', labels, LATENCY_BUCKETS, () =>
        new Array<number>(rate).fill(0.002),
      );
    }
  }
  for (const verb of ['created', 'updated', 'deleted', 'read']) {
    writer.counter(`items_${verb}_total`, API, () => (verb === 'created' ? 2 : 1));
  }
  for (const state of ['active', 'idle', 'waiting']) {
    writer.gauge('db_pool_connections', { ...API, state }, () => (state === 'idle' ? 2 : 0));
  }
  writer.histogram('db_pool_acquire_duration_seconds', API, DATABASE_BUCKETS, () => [0.0002]);
  for (const operation of ['select', 'insert', 'update', 'delete', 'ping']) {
    writer.histogram('db_query_duration_seconds', { ...API, operation }, DATABASE_BUCKETS, () => [0.001]);
  }
  for (const reason of ['acquire_timeout', 'connection', 'query']) {
    writer.counter('db_errors_total', { ...API, reason }, () => 0);
  }
  for (const job of ['api', 'prometheus', 'shop', 'traffic']) {
    writer.gauge('up', { instance: job, job }, () => 1);
    writer.gauge('scrape_duration_seconds', { instance: job, job }, () => 0.004);
  }
  for (const country of ['de', 'fr', 'uk']) {
    writer.counter('orders_created_total', { instance: '127.0.0.1:3033', job: 'orders', country }, () => 2);
  }
  const past = { start: END - 8 * 3600, end: END, step: 30 };
  return [writer.text(), ...shopHistory(past), '# EOF\n'].join('');
}
