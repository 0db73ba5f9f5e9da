import { unitOf } from '../shop/wave.js';
import { counter, gauge, type OverTime, restarted, sum } from './growth.js';
import { collect, type Labels, type Scene, type WorldSeries } from './scene.js';

/** The lab's API in a made-up world, under the same names and with the same label values as in the lab. */

/** Some of the lab's buckets: the ones that its limits lie on. */
const LATENCY_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.3, 1];
const DATABASE_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.3];

/** Requests per second and mean seconds each. */
const REQUESTS = [
  ['GET', '/items', '200', 8, 0.012],
  ['GET', '/items', '503', 0.7, 0.3],
  ['GET', '/items/:id', '200', 5, 0.006],
  ['GET', '/items/:id', '404', 1.3, 0.002],
  ['POST', '/items', '201', 2, 0.04],
  ['POST', '/items', '422', 0.4, 0.001],
  ['POST', '/items', '500', 0.3, 0.9],
  ['POST', '/items/:id', '405', 0.35, 0.0006],
  ['PUT', '/items/:id', '200', 1.5, 0.09],
  ['DELETE', '/items/:id', '204', 1.1, 0.03],
  ['GET', '/health', '200', 0.5, 0.0007],
  ['GET', 'unmatched', '404', 0.6, 0.0005],
  ['GET', '/metrics', '200', 1, 0.02],
  ['GET', '/metrics', '500', 0.25, 0.4],
] as const;

/** Informational answers, other successes, redirects, and errors that are rare. */
const OTHER_STATUSES = [
  ['GET', '/items', '304', 2.5, 0.001],
  ['GET', '/items/:id', '301', 0.9, 0.0008],
  ['POST', '/items', '100', 0.8, 0.0004],
  ['POST', '/items', '202', 0.6, 0.07],
  ['POST', '/items', '429', 0.55, 0.0005],
  ['GET', '/items', '511', 0.45, 0.2],
] as const;

/** Routes that a sloppy pattern takes for `/items`, or for `/metrics`. */
const ROUTES_ALIKE = [
  ['GET', '/info', '200', 1.7, 0.004],
  ['GET', '/info', '404', 0.5, 0.002],
  ['GET', '/media', '200', 1.2, 0.06],
  ['GET', '/media', '500', 0.3, 0.5],
] as const;

const OPERATIONS = [
  ['select', 14, 0.002],
  ['insert', 2, 0.02],
  ['update', 1.7, 0.03],
  ['delete', 1.4, 0.009],
  ['ping', 0.2, 0.0004],
] as const;

const FAILURES = { acquire_timeout: 0.7, connection: 0.2, query: 0.3 };
const ITEMS = { created: 2, read: 160, updated: 1.5, deleted: 1.1 };
const GAUGES = [
  ['http_requests_in_flight', {}, 3],
  ['db_pool_connections', { state: 'active' }, 6],
  ['db_pool_connections', { state: 'idle' }, 4],
  ['db_pool_connections', { state: 'waiting' }, 9],
  ['process_resident_memory_bytes', {}, 9e7],
  ['nodejs_heap_size_used_bytes', {}, 3e7],
  ['nodejs_eventloop_lag_p99_seconds', {}, 0.012],
] as const;

/**
 * The higher the longer ago. Seconds before the moment, just outside of the usual windows of 30 s, 1, 5, 10, 14 and
 * 15 minutes: from and until.
 */
const PEAKS = [
  [35, 30.3],
  [64, 60.3],
  [345, 301],
  [665, 601],
  [895, 845],
  [955, 901],
] as const;

const PERIOD = 157;

/**
 * One instance of the API.
 * @param size what it does, as a multiple of what the lab's own instance does
 */
export function apiSeries(
  scene: Scene,
  target: { job: string; instance: string },
  size: number,
): WorldSeries[] {
  const { series, add } = collect({ instance: target.instance, job: target.job }, false);
  const name = `${target.job} ${target.instance}`;
  // And once more just now, so that a window of a few seconds tells.
  const resets = scene.resets ? [-Math.round(12 + 30 * unitOf(`restart of ${name}`)), -2.6] : [];
  const seedOf = (family: string, labels: Labels): string =>
    `${name} ${family} ${Object.values(labels).join(' ')}`;
  const count = (family: string, labels: Labels, rate: number): void =>
    add(family, 'counter', labels, restarted(counter(rate * size, PERIOD, seedOf(family, labels)), resets));
  const histogram = (
    family: string,
    labels: Labels,
    edges: readonly number[],
    rate: number,
    mean: number,
  ): OverTime => {
    const seed = seedOf(family, labels);
    // A quick part and a slow one, each with a swing of its own, so that quantiles move.
    const parts = [
      { count: counter(0.8 * rate * size, PERIOD, `${seed} quick`), mean: mean * (0.5 + 0.6 * size) },
      { count: counter(0.2 * rate * size, 101, `${seed} slow`), mean: mean * (3 + 2 * size) },
    ];
    const total = (weight: (mean: number) => number): OverTime =>
      restarted(sum(parts.map((part) => ({ count: part.count, weight: weight(part.mean) }))), resets);
    const all = total(() => 1);
    for (const edge of edges) {
      add(
        family,
        'histogram',
        { ...labels, le: String(edge) },
        total((m) => 1 - Math.exp(-edge / m)),
        '_bucket',
      );
    }
    add(family, 'histogram', { ...labels, le: '+Inf' }, all, '_bucket');
    add(family, 'histogram', labels, all, '_count');
    add(
      family,
      'histogram',
      labels,
      total((m) => m),
      '_sum',
    );
    return all;
  };

  for (const [method, route, status, rate, mean] of [
    ...REQUESTS,
    ...(scene.statuses ? OTHER_STATUSES : []),
    ...(scene.alike ? ROUTES_ALIKE : []),
  ]) {
    // No operation of this kind was ever asked for, and nothing ever failed on the server's side.
    if (scene.missing && (status.startsWith('5') || method === 'DELETE')) continue;
    const labels = { method, route, status };
    const happening = scene.quiet && (/^[45]/.test(status) || method === 'PUT') ? 0 : rate;
    // Counted, and never timed.
    if (scene.missing && (route === '/health' || status === '404')) {
      count('http_requests_total', labels, happening);
    } else {
      add(
        'http_requests_total',
        'counter',
        labels,
        histogram('http_request_duration_seconds', labels, LATENCY_BUCKETS, happening, mean),
      );
    }
  }
  for (const [verb, rate] of Object.entries(ITEMS)) {
    // The stock shrinks.
    count(`items_${verb}_total`, {}, scene.quiet && verb === 'created' ? 0.3 * rate : rate);
  }
  for (const [reason, rate] of Object.entries(FAILURES)) {
    if (!(scene.missing && reason === 'connection')) {
      count('db_errors_total', { reason }, scene.quiet ? 0 : rate);
    }
  }
  histogram('db_pool_acquire_duration_seconds', {}, DATABASE_BUCKETS, 20, 0.004);
  for (const [operation, rate, mean] of OPERATIONS) {
    histogram('db_query_duration_seconds', { operation }, DATABASE_BUCKETS, rate, mean);
  }
  count('process_cpu_seconds_total', {}, 0.3);

  for (const [family, labels, usual] of GAUGES) {
    const level = scene.quiet && 'state' in labels && labels.state === 'waiting' ? 0 : usual;
    const swing = scene.quiet ? 0 : level * (scene.swings ? 0.9 : 0.3);
    const swinging = gauge(level * size, swing * size, 173, seedOf(family, labels));
    const peak = (t: number): number =>
      2 * level * (1 + PEAKS.findIndex(([from, until]) => t > -from && t < -until));
    // Only the newest sample.
    const jump = (t: number): number => (t > -0.9 ? 3 * level : 0);
    const own = (t: number): number =>
      swinging(t) + (scene.swings ? peak(t) : 0) + (scene.edges ? jump(t) : 0);
    add(family, 'gauge', labels, own);
  }
  const version = size === 1 ? '0.1.0' : '0.2.0';
  add('obs_lab_build_info', 'gauge', { version, node: 'v24.0.0' }, () => 1);
  add(
    'process_start_time_seconds',
    'gauge',
    {},
    (t) => 1.7e9 + (resets.findLast((at) => at <= t) ?? -90_000),
  );
  return series;
}
