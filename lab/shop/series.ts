import { cacheKeys } from './cache.js';
import { demandOn, perRoute, type Route, ROUTES } from './demand.js';
import { diskFreeBytes, queueLength } from './gauges.js';
import { EDGES, latencyOf } from './latency.js';
import type { Life } from './timetable.js';

/** The metric families, in display order. */
export const FAMILIES = {
  shop_requests_total: { type: 'counter', help: 'Requests answered by the simulated shop.' },
  shop_request_duration_seconds: { type: 'histogram', help: 'Time to answer a request.' },
  shop_queue_length: { type: 'gauge', help: 'Requests waiting for a worker.' },
  shop_disk_free_bytes: { type: 'gauge', help: 'Free space on the disk.' },
  shop_cache_hits_total: { type: 'counter', help: 'Cache hits by key.' },
  shop_build_info: { type: 'gauge', help: 'Always 1; the labels hold the running version.' },
  shop_instance_start_time_seconds: { type: 'gauge', help: 'When the instance started, in Unix seconds.' },
} as const;
export type Family = keyof typeof FAMILIES;

interface Series {
  family: Family;
  /** The family's name, or for a histogram, the name with _bucket, _sum or _count. */
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** All series of one run of an instance. */
export interface LifeSeries {
  series: readonly Series[];
  /** The value of each, in the same order; undefined for a series that does not exist yet. */
  valuesAt: (t: number) => (number | undefined)[];
}

/** The share of a route's requests that fail, with a good version and with a bad one. */
const FAILED: Readonly<Record<Route, { good: number; bad: number }>> = {
  '/products': { good: 0.001, bad: 0.04 },
  '/search': { good: 0.001, bad: 0.04 },
  '/cart': { good: 0.0015, bad: 0.12 },
  '/checkout': { good: 0.004, bad: 0.35 },
};

/** The statuses of a route, and the share of its requests with each. */
function statusesOf(route: Route, bad: boolean): [status: string, share: number][] {
  const failed = FAILED[route][bad ? 'bad' : 'good'];
  const missing = route === '/products' ? 0.03 : 0;
  const answered: [string, number] = ['200', 1 - failed - missing];
  return [answered, ...(missing > 0 ? [['404', missing] as [string, number]] : []), ['500', failed]];
}

/** The series of a run. Counters are whole numbers, begin near 0 with the run, and never fall during it. */
export function seriesOf(life: Life): LifeSeries {
  const { instance, version, commit, start } = life;
  const { name, region } = instance;
  const demand = demandOn(life);
  const latency = latencyOf(life);
  const statuses = ROUTES.flatMap((route) =>
    statusesOf(route, life.bad).map(([status, share]) => ({ route, status, share })),
  );
  const keys = cacheKeys(life);
  const simple = (family: Family, labels: Record<string, string>): Series => ({
    family,
    name: family,
    labels: { instance: name, ...labels },
  });
  const histogram = (suffix: string, labels: Record<string, string> = {}): Series => ({
    family: 'shop_request_duration_seconds',
    name: `shop_request_duration_seconds_${suffix}`,
    labels: { instance: name, region, ...labels },
  });
  return {
    series: [
      ...statuses.map(({ route, status }) => simple('shop_requests_total', { region, route, status })),
      ...[...EDGES.map(String), '+Inf'].map((le) => histogram('bucket', { le })),
      histogram('sum'),
      histogram('count'),
      simple('shop_queue_length', {}),
      simple('shop_disk_free_bytes', {}),
      ...keys.map(({ key }) => simple('shop_cache_hits_total', { key })),
      simple('shop_build_info', { version, commit }),
      simple('shop_instance_start_time_seconds', {}),
    ],
    valuesAt(t) {
      const requests = demand.requestsUntil(t);
      const counts = statuses.map(({ route, share }) => Math.floor(share * requests[route]));
      const count = sum(counts);
      // Never more than the count: rounding down happens per status, and again per bucket.
      const buckets = EDGES.map((_, edge) =>
        Math.min(
          count,
          Math.floor(sum(ROUTES.map((route) => (latency[route].within[edge] as number) * requests[route]))),
        ),
      );
      const seconds = sum(Object.values(perRoute((route) => latency[route].meanSeconds * requests[route])));
      return [
        ...counts,
        ...buckets,
        count,
        Math.floor(seconds * 1000) / 1000,
        count,
        queueLength(life, demand, t),
        diskFreeBytes(name, t),
        ...keys.map(({ hits }) => hits(count, t)),
        1,
        start,
      ];
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
