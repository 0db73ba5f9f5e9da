/**
 * When answers are evaluated. Both queries see the same settled past: scrapes that happen while they run, or between
 * them, change neither.
 */

/** Evenly spaced instants, as one range query evaluates them. Unix seconds. */
export interface Instants {
  start: number;
  end: number;
  step: number;
  count: number;
}

/** A scrape's samples may take up to its interval to appear; one more interval is for clock differences. */
const SETTLED_AFTER_INTERVALS = 2;

/** Several, because at one instant much is equal by accident; not whole seconds apart, so nothing periodic hides. */
const COUNT = 5;
const STEP_SECONDS = 5.3;

/** Seconds from the oldest instant to now. */
export function reachSeconds(scrapeIntervalSeconds: number): number {
  return SETTLED_AFTER_INTERVALS * scrapeIntervalSeconds + (COUNT - 1) * STEP_SECONDS;
}

/** @param now Unix seconds */
export function settledInstants(now: number, scrapeIntervalSeconds: number): Instants {
  // Whole milliseconds, Prometheus' resolution: then its steps fall on these instants.
  const start = Math.round((now - reachSeconds(scrapeIntervalSeconds)) * 1000) / 1000;
  return { start, end: start + (COUNT - 1) * STEP_SECONDS, step: STEP_SECONDS, count: COUNT };
}

/** The instant with this index; 0 is the oldest. */
export function instantAt({ start, step }: Instants, index: number): number {
  return Math.round((start + index * step) * 1000) / 1000;
}
