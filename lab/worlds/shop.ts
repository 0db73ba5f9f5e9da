import { EDGES } from '../shop/latency.js';
import { unitOf } from '../shop/wave.js';
import { counter, gauge, type OverTime, restarted, sum } from './growth.js';
import { partsOf, shareWithin } from './latencies.js';
import { collect, type Scene, type WorldSeries } from './scene.js';

/** The shop in a made-up world, under the same names. */

interface ShopInstance {
  name: string;
  region: 'eu' | 'us';
  /** Requests per second. */
  rate: number;
  /** Half of its requests take less, seconds. */
  median: number;
  /** Mean length of its queue. */
  queue: number;
  version: string;
  /** The share of its requests that fail. */
  failing: number;
}

/** Around the limits that the missions ask about: a 95th percentile of 0.6 s, errors of 5 % and 1 %. */
const INSTANCES: readonly ShopInstance[] = [
  { name: 'eu-1', region: 'eu', rate: 11, median: 0.1, queue: 14, version: '2026.01.01-1', failing: 0.004 },
  { name: 'us-1', region: 'us', rate: 17, median: 0.15, queue: 31, version: '2026.01.01-2', failing: 0.07 },
  { name: 'eu-2', region: 'eu', rate: 7, median: 0.155, queue: 22, version: '2026.01.01-2', failing: 0.051 },
  { name: 'us-2', region: 'us', rate: 5, median: 0.21, queue: 19, version: '2026.01.01-1', failing: 0.012 },
  { name: 'eu-3', region: 'eu', rate: 13, median: 0.24, queue: 47, version: '2026.01.01-3', failing: 0.032 },
];
/** In a world with more instances: one that has joined, and is unlike all others. */
const ANOTHER: ShopInstance = {
  name: 'eu-9',
  region: 'eu',
  rate: 29,
  median: 0.4,
  queue: 61,
  version: '2026.01.01-3',
  failing: 0.2,
};

const ROUTES = { '/products': 0.6, '/checkout': 0.4 } as const;
const PERIOD = 1130;

export function shopSeries(scene: Scene): WorldSeries[] {
  return [...INSTANCES, ...(scene.second || scene.edges ? [ANOTHER] : [])].flatMap((instance) =>
    instanceSeries(scene, instance),
  );
}

function instanceSeries(scene: Scene, it: ShopInstance): WorldSeries[] {
  const { region } = it;
  const restarts = restartsOf(scene, it);
  const { series, add } = collect({ instance: it.name, job: 'shop' }, true);
  const count = (rate: number, what: string): OverTime => counter(rate, PERIOD, `${it.name} ${what}`);
  const since = (counted: OverTime): OverTime => restarted(counted, restarts);

  for (const [route, share] of Object.entries(ROUTES)) {
    const rate = it.rate * share;
    const failing = scene.quiet ? 0 : it.failing * (route === '/checkout' ? 1.5 : 0.7);
    const requests = (status: string, counted: OverTime): void =>
      add('shop_requests_total', 'counter', { region, route, status }, since(counted));
    requests('200', count(rate * (1 - failing), `${route} 200`));
    if (route === '/products') requests('404', count(scene.quiet ? 0 : rate * 0.05, `${route} 404`));
    if (scene.statuses) requests('302', count(rate * 0.11, `${route} 302`));
    // A whole region, and a route, without a series of failures.
    if (scene.missing && (region === 'us' || route === '/products')) continue;
    const failed = count(rate * failing, `${route} 500`);
    requests('500', scene.bursts ? (t) => failed(t) + bursts(rate, t) + drift(rate, t) : failed);
  }

  // Of one instance nobody measured the time.
  if (!(scene.missing && it.name === 'eu-3')) {
    const family = 'shop_request_duration_seconds';
    const parts = partsOf(scene, it, count);
    const total = (weight: (median: number) => number): OverTime =>
      since(sum(parts.map((part) => ({ count: part.count, weight: weight(part.median) }))));
    for (const edge of EDGES) {
      add(
        family,
        'histogram',
        { region, le: String(edge) },
        total((median) => shareWithin(edge, median)),
        '_bucket',
      );
    }
    add(
      family,
      'histogram',
      { region, le: '+Inf' },
      total(() => 1),
      '_bucket',
    );
    add(
      family,
      'histogram',
      { region },
      total(() => 1),
      '_count',
    );
    add(
      family,
      'histogram',
      { region },
      total((median) => median * 1.2),
      '_sum',
    );
  }

  const swing = scene.quiet ? 0.0005 : scene.swings ? 0.95 : 0.35;
  const queue = gauge(it.queue, swing * it.queue, 1370, it.name);
  // The peak lies just outside of ten minutes, and is the highest on an instance that is calm now.
  const peak = 300 * unitOf(`peak of ${it.name}`);
  add(
    'shop_queue_length',
    'gauge',
    {},
    scene.swings ? (t) => queue(t) + (t < -606 && t > -900 ? peak : 0) : queue,
  );
  add('shop_disk_free_bytes', 'gauge', {}, diskOf(scene, it));
  for (const { key, until = Infinity } of keysOf(scene, it, restarts)) {
    const hits = since(
      // Some users never came back, and one instance's cache is not used.
      count(
        scene.quiet && (/[34]$/.test(key) || it.name === 'us-2') ? 0 : it.rate * (0.1 + unitOf(key)),
        `hits of ${key}`,
      ),
    );
    add('shop_cache_hits_total', 'counter', { key }, (t) => (t < until ? hits(t) : undefined));
  }
  add(
    'shop_instance_start_time_seconds',
    'gauge',
    {},
    (t) => 1.7e9 + (restarts.findLast((at) => at <= t) ?? -32_400),
  );
  for (const { version, commit = version.slice(-1).repeat(7), from, until } of releasesOf(
    scene,
    it,
    restarts,
  )) {
    add('shop_build_info', 'gauge', { version, commit }, (t) => (t >= from && t < until ? 1 : undefined));
  }
  if (it !== ANOTHER) return series;
  // Less than an hour ago, or a moment ago.
  const joined = scene.edges ? -30 : -1500;
  return series.map((one) => ({ ...one, valueAt: (t) => (t < joined ? undefined : one.valueAt(t)) }));
}

/** Free bytes: falling, with a ripple; in a world of restarts, each disk was emptied at some time. */
function diskOf(scene: Scene, { name }: ShopInstance): OverTime {
  const rate = 2e5 * (1 + 4 * unitOf(`disk rate of ${name}`));
  const emptied = -3600 * (0.2 + 3 * unitOf(`disk of ${name}`));
  return (t) =>
    1.6e10 -
    rate * (t - (scene.resets && t >= emptied ? emptied : -30_000)) +
    (scene.quiet ? 0 : 3e7 * Math.sin(t / 97));
}

/**
 * Some that all instances have, some of one region, and users on two instances, one of them on both. In a world of
 * restarts, one more instance had many users, until it restarted.
 */
function keysOf(
  scene: Scene,
  { name, region }: ShopInstance,
  restarts: readonly number[],
): { key: string; until?: number }[] {
  const users = name === 'eu-3' ? (scene.quiet ? 4 : 6) : name === ANOTHER.name ? 5 : 0;
  const keys = [
    'catalog',
    ...(scene.missing && name !== 'eu-1' ? [] : ['prices']),
    region === 'eu' ? 'banner' : 'promo',
    ...Array.from({ length: users }, (_, i) => `user-${i + 1}`),
    ...(name === 'us-1' ? ['user-1', 'user-x'] : []),
  ];
  const lost = scene.resets && name === 'eu-1' ? 8 : 0;
  return [
    ...keys.map((key) => ({ key })),
    ...Array.from({ length: lost }, (_, i) => ({ key: `user-${i + 11}`, until: restarts[2]! })),
  ];
}

/**
 * Longer than a query looks back for the newest sample, so that two versions of an instance are never seen at once.
 */
const LOOKBACK_SECONDS = 330;

/**
 * Which version an instance ran when. One version goes from instance to instance and is gone now; one that is gone
 * from an instance still runs on another one.
 */
function releasesOf(
  scene: Scene,
  { name, version }: ShopInstance,
  restarts: readonly number[],
): { version: string; commit?: string; from: number; until: number }[] {
  const turn = INSTANCES.findIndex((instance) => instance.name === name);
  const first = -5 * 3600 + turn * 1500;
  const old = turn === 3 ? '2026.01.01-2' : '2025.12.31-5';
  const now = scene.resets ? restarts.at(-1)! : -1600;
  // Some ran it within the last six hours, one only just before that, and some longer ago.
  const oldest = turn === 0 ? -6 * 3600 - 50 + LOOKBACK_SECONDS : first - 4700;
  return [
    { version: '2025.12.31-4', from: -Infinity, until: oldest - LOOKBACK_SECONDS },
    // Of the version that another instance still runs, but built from another commit.
    { version: old, ...(turn === 3 && { commit: 'f00f00f' }), from: oldest, until: first - LOOKBACK_SECONDS },
    { version: '2025.12.31-6', from: first, until: first + 1100 },
    // Released again as 2026.01.01-1.
    {
      version: '2025.12.31-7',
      commit: '1111111',
      from: first + 1100 + LOOKBACK_SECONDS,
      until: now - LOOKBACK_SECONDS,
    },
    { version, from: now, until: Infinity },
  ];
}

/** When an instance restarts, ascending. The counters of a second restart soon after a first one do not show it. */
function restartsOf(scene: Scene, { name }: ShopInstance): number[] {
  const spread = (seconds: number): number => Math.round(seconds * unitOf(`restart of ${name}`));
  if (!scene.resets) return [-6.2 * 3600 - spread(1800), -5 * 3600 - spread(3600)];
  return [
    -4 * 3600 - spread(1500),
    -3650 - spread(200),
    -1900 - spread(400),
    -1855 - spread(400),
    -25 - spread(60),
  ];
}

/** How many hours ago each burst of errors began, how many seconds it took, and the share of requests that failed. */
const BURSTS = [
  [6.5, 600, 0.9],
  // Most of it just outside of six hours.
  [6.12, 310, 0.85],
  [5.5, 675, 0.4],
] as const;

/** Failures on top, in bursts. */
function bursts(rate: number, t: number): number {
  return BURSTS.reduce(
    (sum, [hours, seconds, share]) => sum + rate * share * Math.max(0, Math.min(seconds, t + hours * 3600)),
    0,
  );
}

/**
 * Failures on top whose share rises slowly from 0 to 3 % over the last five hours: it passes every limit in between.
 */
function drift(rate: number, t: number): number {
  const seconds = Math.max(0, t + 5 * 3600);
  return (rate * 0.03 * seconds ** 2) / (2 * 5 * 3600);
}
