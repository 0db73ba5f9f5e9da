import type { Random } from './random.js';

/** How far the rate swings around its mean, and how long a swing takes: charts shall show a wave, not a flat line. */
const SWING = 0.25;
export const SWING_SECONDS = 240;

/** No pause between two requests is longer than this many mean ones. */
const LONGEST_GAP = 8;

const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 2_000;

/** Requests a second, so many seconds after the start: a sine of ±25 % and four minutes around the mean. */
export function rateAt(mean: number, seconds: number): number {
  return mean * (1 + SWING * Math.sin((2 * Math.PI * seconds) / SWING_SECONDS));
}

/** Milliseconds until the next request: exponential, so that arrivals are Poisson, as those of many users are. */
export function gapMs(rate: number, random: Random): number {
  const mean = 1000 / rate;
  return Math.min(-Math.log(1 - random.next()) * mean, LONGEST_GAP * mean);
}

/** Milliseconds to leave an API alone that did not answer this many times in a row (0: none at all). */
export function backoffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
}
