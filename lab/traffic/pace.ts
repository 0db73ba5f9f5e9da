import type { Random } from './random.js';

/**
 * How far the rate swings around its mean, and how long a swing takes: charts should show a wave, not a flat line.
 */
const SWING = 0.25;
export const SWING_SECONDS = 240;

/** The longest pause between two requests, as a multiple of the mean one. */
const MAX_GAP = 8;

const BACKOFF_FIRST_MS = 250;
const MAX_BACKOFF_MS = 2_000;

/** Requests per second, by the seconds since the start: a sine around the mean, ±25 % in four minutes. */
export function rateAt(mean: number, seconds: number): number {
  return mean * (1 + SWING * Math.sin((2 * Math.PI * seconds) / SWING_SECONDS));
}

/** Milliseconds until the next request: exponential, so that arrivals are Poisson, like those of many users. */
export function gapMs(rate: number, random: Random): number {
  const mean = 1000 / rate;
  return Math.min(-Math.log(1 - random.next()) * mean, MAX_GAP * mean);
}

/** Milliseconds to wait after this many requests in a row without an answer. */
export function backoffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
}
