/**
 * When answers are evaluated. Both queries see the same, settled past: whatever is scraped while they run, or between them,
 * changes neither.
 */

/** Instants at even distances, as one range query evaluates them. Unix seconds. */
export interface Instants {
  start: number;
  end: number;
  step: number;
  count: number;
}

/** A scrape may take as long as its interval before its samples are there; one more is for clocks. */
const SETTLED_AFTER_INTERVALS = 2;

/** Several, because at one instant much is equal by accident; at an odd distance, so that nothing periodic hides between them. */
const COUNT = 5;
const STEP_SECONDS = 5.3;

/** Seconds from the oldest instant to now. */
export function reachSeconds(scrapeIntervalSeconds: number): number {
  return SETTLED_AFTER_INTERVALS * scrapeIntervalSeconds + (COUNT - 1) * STEP_SECONDS;
}

/** @param now Unix seconds */
export function settledInstants(now: number, scrapeIntervalSeconds: number): Instants {
  // Whole milliseconds, which is what Prometheus counts in: then the steps fall where they are expected.
  const start = Math.round((now - reachSeconds(scrapeIntervalSeconds)) * 1000) / 1000;
  return { start, end: start + (COUNT - 1) * STEP_SECONDS, step: STEP_SECONDS, count: COUNT };
}

/** The instant with a number, 0 being the oldest. */
export function instantAt({ start, step }: Instants, index: number): number {
  return Math.round((start + index * step) * 1000) / 1000;
}
