import { perRoute, type Route } from './demand.js';
import type { Life } from './timetable.js';

/**
 * Upper edges of the histogram in seconds, without +Inf. On 0.3 and 1.2 for Apdex; no whole number, which Prometheus
 * 3 would rewrite.
 */
export const EDGES = [0.05, 0.1, 0.2, 0.3, 0.6, 1.2, 2.4, 4.8] as const;

/** The median latency in seconds on a healthy instance. */
const MEDIAN: Readonly<Record<Route, number>> = {
  '/products': 0.06,
  '/search': 0.12,
  '/cart': 0.07,
  '/checkout': 0.16,
};

/** Of the logarithm: latencies are roughly log-normal, few short, many middling, a long tail. */
const SIGMA = 0.65;

/** The slow instance: several times slower on every route. */
export const SLOW_INSTANCE = 'us-2';
const SLOW_FACTOR = 4;
const BAD_VERSION_FACTOR = 2.5;

export interface Latency {
  /** The share of requests that take no longer than each edge. */
  within: readonly number[];
  meanSeconds: number;
}

/** The latency of one instance with one version. */
export function latencyOf({ instance, bad }: Life): Record<Route, Latency> {
  const factor = (instance.name === SLOW_INSTANCE ? SLOW_FACTOR : 1) * (bad ? BAD_VERSION_FACTOR : 1);
  return perRoute((route) => {
    const median = MEDIAN[route] * factor;
    return {
      within: EDGES.map((edge) => normalDistribution(Math.log(edge / median) / SIGMA)),
      meanSeconds: median * Math.exp(SIGMA ** 2 / 2),
    };
  });
}

/** Φ, off by less than 1e-5 (Abramowitz and Stegun, 26.2.16), and rising throughout. */
function normalDistribution(x: number): number {
  const k = 1 / (1 + 0.33267 * Math.abs(x));
  const tail = 0.39894228 * Math.exp((-x * x) / 2) * k * (0.4361836 + k * (-0.1201676 + k * 0.937298));
  return x < 0 ? tail : 1 - tail;
}
