import { changesBetween, type Instance, INSTANCES, type Life, livesBetween } from './timetable.js';
import { demandWave, type Wave } from './wave.js';

/** The shop's routes, and each one's share of all requests. */
export const ROUTES = ['/products', '/search', '/cart', '/checkout'] as const;
export type Route = (typeof ROUTES)[number];
const ROUTE_SHARE: Readonly<Record<Route, number>> = {
  '/products': 0.5,
  '/search': 0.25,
  '/cart': 0.17,
  '/checkout': 0.08,
};

/** Mean requests per second over a day, and the peak hour (UTC). */
const REGIONS = { eu: { rate: 45, peakHour: 13 }, us: { rate: 30, peakHour: 20 } } as const;

/** The requests that an instance gets during one of its runs. */
export interface Demand {
  /** The total since the run began, by route: not whole numbers. */
  requestsUntil: (t: number) => Record<Route, number>;
  /** Requests per second at that moment. */
  rateAt: (t: number) => number;
}

/** A period with the same set of instances. */
interface Stretch {
  from: number;
  /** The share of its region's requests that the instance gets. */
  share: number;
  /** The run's requests before this period, by route. */
  before: Record<Route, number>;
}

/** A region's requests are spread evenly over its running instances: while one restarts, the others get more. */
export function demandOn({ instance, start, end }: Life): Demand {
  const { rate, peakHour } = REGIONS[instance.region];
  const waves = perRoute((route) => demandWave(peakHour, `${instance.name} ${route}`));
  const growth = (route: Route, from: number, to: number, share: number): number =>
    rate * ROUTE_SHARE[route] * share * (waves[route] as Wave).integral(from, to);

  const mates = INSTANCES.filter(({ region }) => region === instance.region);
  const stretches: Stretch[] = [];
  for (const from of [start, ...changesBetween(mates, start, end)]) {
    const last = stretches.at(-1);
    const before = perRoute((route) =>
      last ? last.before[route] + growth(route, last.from, from, last.share) : 0,
    );
    stretches.push({ from, share: 1 / countThere(mates, from), before });
  }
  const stretchAt = (t: number): Stretch => stretches.findLast(({ from }) => from <= t) as Stretch;
  return {
    requestsUntil(t) {
      const { from, share, before } = stretchAt(t);
      return perRoute((route) => before[route] + growth(route, from, t, share));
    },
    rateAt(t) {
      const { share } = stretchAt(t);
      return ROUTES.reduce((sum, route) => sum + rate * share * ROUTE_SHARE[route] * waves[route].at(t), 0);
    },
  };
}

function countThere(instances: readonly Instance[], t: number): number {
  return instances.filter((instance) => livesBetween(instance, t, t).length > 0).length;
}

export function perRoute<T>(make: (route: Route) => T): Record<Route, T> {
  return Object.fromEntries(ROUTES.map((route) => [route, make(route)])) as Record<Route, T>;
}
