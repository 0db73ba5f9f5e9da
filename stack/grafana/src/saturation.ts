import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { bars, chart, labDashboard, number } from './panels.js';
import { quantile, quantiles, rate } from './queries.js';

const API = 'job="api"';
/** The pool's size: DB_POOL_MAX of the API. */
const POOL_SIZE = 10;

/** How full the API is: what runs out first under load, and how near it is. */
export function saturationDashboard(): DashboardBuilder {
  return labDashboard(
    'obs-lab-saturation',
    'Saturation',
    'How full the API is: connections, event loop, memory and CPU. A limit reached here explains what is slow elsewhere.',
  )
    .withPanel(
      number({
        title: 'Pool waiting',
        description:
          'Requests in the database pool’s queue. If it stays above zero, the pool is a bottleneck.',
        unit: 'short',
        span: 6,
        height: 4,
        queries: { waiting: `sum(db_pool_connections{${API}, state="waiting"})` },
        thresholds: [
          [1, 'yellow'],
          [10, 'red'],
        ],
      }),
    )
    .withPanel(
      number({
        title: 'Acquire p95',
        description:
          'Nineteen in twenty requests got a connection within this time. After 300 ms, the API gives up and answers 503.',
        unit: 's',
        span: 6,
        height: 4,
        queries: { p95: quantile(0.95, 'db_pool_acquire_duration_seconds', API) },
        thresholds: [
          [0.05, 'yellow'],
          [0.25, 'red'],
        ],
      }),
    )
    .withPanel(
      number({
        title: 'Loop lag p99',
        description:
          'How late timers fire. All requests share one loop, so anything that blocks it delays them all.',
        unit: 's',
        span: 6,
        height: 4,
        queries: { p99: `max(nodejs_eventloop_lag_p99_seconds{${API}})` },
        thresholds: [
          [0.05, 'yellow'],
          [0.2, 'red'],
        ],
      }),
    )
    .withPanel(
      number({
        title: 'CPU',
        description:
          'CPU time per second. JavaScript runs on one core: near 100 %, the API is at its limit, however many cores are idle.',
        unit: 'percentunit',
        span: 6,
        height: 4,
        queries: { cpu: rate(`process_cpu_seconds_total{${API}}`) },
        thresholds: [
          [0.7, 'yellow'],
          [0.95, 'red'],
        ],
      }),
    )
    .withPanel(
      chart({
        title: 'Pool connections',
        description: `Connections in use and idle, and requests waiting for one. There are at most ${POOL_SIZE} connections; waiting begins when all are active.`,
        unit: 'short',
        span: 12,
        height: 9,
        queries: { '{{state}}': `sum by (state) (db_pool_connections{${API}})` },
      }),
    )
    .withPanel(
      chart({
        title: 'Acquire time',
        description: 'Time until a pool connection was free, or until the wait for one timed out.',
        unit: 's',
        span: 12,
        height: 9,
        queries: quantiles('db_pool_acquire_duration_seconds', API),
      }),
    )
    .withPanel(
      chart({
        title: 'Event-loop lag',
        description: 'How late timers fire, mean and p99. The resolution of the measurement is about 10 ms.',
        unit: 's',
        span: 8,
        height: 8,
        queries: {
          mean: `max(nodejs_eventloop_lag_mean_seconds{${API}})`,
          p99: `max(nodejs_eventloop_lag_p99_seconds{${API}})`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Memory',
        description:
          'The JavaScript heap, used and reserved, and all memory of the process. A sawtooth is garbage collection at work; a rising floor is a leak.',
        unit: 'bytes',
        span: 8,
        height: 8,
        queries: {
          'heap used': `sum(nodejs_heap_size_used_bytes{${API}})`,
          'heap total': `sum(nodejs_heap_size_total_bytes{${API}})`,
          resident: `sum(process_resident_memory_bytes{${API}})`,
        },
      }),
    )
    .withPanel(
      chart({
        title: 'CPU',
        description:
          'CPU time per second in user and system mode, and the part of it that garbage collection takes.',
        unit: 'percentunit',
        span: 8,
        height: 8,
        queries: {
          user: rate(`process_cpu_user_seconds_total{${API}}`),
          system: rate(`process_cpu_system_seconds_total{${API}}`),
          gc: rate(`nodejs_gc_duration_seconds_sum{${API}}`),
        },
      }),
    )
    .withPanel(
      chart({
        title: 'Query time p95',
        description:
          'Time from sending a query to reading its result, by operation, without the wait for a connection: the database itself.',
        unit: 's',
        span: 8,
        height: 8,
        queries: { '{{operation}}': `${quantile(0.95, 'db_query_duration_seconds', API, 'operation')} >= 0` },
      }),
    )
    .withPanel(
      chart({
        title: 'Database errors',
        description:
          'Failures per second by reason: no free connection in time, a connection refused or broken, or a query that failed.',
        unit: 'ops',
        span: 8,
        height: 8,
        queries: { '{{reason}}': rate(`db_errors_total{${API}}`, 'reason') },
      }),
    )
    .withPanel(
      bars({
        title: 'Pool now',
        description: `How many of the ${POOL_SIZE} connections are in use and idle, and how many requests are waiting for one.`,
        unit: 'short',
        span: 8,
        height: 8,
        max: POOL_SIZE,
        queries: { '{{state}}': `sum by (state) (db_pool_connections{${API}})` },
      }),
    );
}
