import { from, type OverTime, until } from './growth.js';
import type { Scene } from './scene.js';

/** How long the requests of the shop's instances take in a made-up world. */

/** Requests with one distribution of durations. */
export interface Part {
  count: OverTime;
  /** Half of them take less, seconds. */
  median: number;
}

/** Of the logarithm of a duration. */
const SIGMA = 0.65;
/** The limit that a mission sets for the 95th percentile, seconds. */
const LIMIT = 0.6;
/** Far beyond every limit, seconds. */
const SLOW = 2;
/** Shares of requests within the limit: the 95th percentile is just above it, just below it, or the 94th is. */
const SHARES: Readonly<Record<string, number>> = { 'eu-1': 0.94983, 'us-1': 0.9516, 'eu-3': 0.945 };
const MOST = 0.97;
/** Seconds before the moment: just outside of ten minutes, at a sample's distance, and a minute ago. */
const RECOVERED = -588;
const BROKEN = -60;

/** @param count counts requests at a rate, with a swing that its name seeds */
export function partsOf(
  scene: Scene,
  { name, rate, median }: { name: string; rate: number; median: number },
  count: (rate: number, what: string) => OverTime,
): Part[] {
  if (!scene.edges) {
    return [
      { count: count(0.85 * rate, 'quick'), median },
      { count: count(0.15 * rate, 'slow'), median: median * 2 },
    ];
  }
  const all = count(rate, 'all');
  const usual = medianOf(SHARES[name] ?? MOST);
  if (name === 'eu-2') {
    return [
      { count: until(all, RECOVERED), median: SLOW },
      { count: from(all, RECOVERED), median: usual },
    ];
  }
  if (name === 'us-2') {
    return [
      { count: until(all, BROKEN), median: usual },
      { count: from(all, BROKEN), median: SLOW },
    ];
  }
  return [{ count: all, median: name in SHARES ? usual : median }];
}

/** The share of requests that take no longer than an edge. */
export function shareWithin(edge: number, median: number): number {
  return rising(Math.log(edge / median) / SIGMA);
}

/** With which median this share of requests takes no longer than the limit. */
function medianOf(share: number): number {
  return LIMIT * Math.exp((-SIGMA * Math.log(share / (1 - share))) / STEEPNESS);
}

const STEEPNESS = 1.702;

/** Φ, nearly: a rising curve from 0 to 1. */
function rising(x: number): number {
  return 1 / (1 + Math.exp(-STEEPNESS * x));
}
