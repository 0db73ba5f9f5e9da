/**
 * When answers are evaluated. Both queries see the same, settled past: whatever is scraped while they run, or between them,
 * changes neither.
 */

/** A scrape may take as long as its interval before its samples are there; one more is for clocks. */
const SETTLED_AFTER_INTERVALS = 2;

/**
 * Seconds before the newest instant. Several, because at one instant much is equal by accident; not evenly spaced, so that
 * nothing periodic hides between them.
 */
const OFFSETS = [0, 3, 7, 13, 20] as const;

/** Seconds from the oldest instant to now. */
export function reachSeconds(scrapeIntervalSeconds: number): number {
  return SETTLED_AFTER_INTERVALS * scrapeIntervalSeconds + OFFSETS[OFFSETS.length - 1]!;
}

/**
 * The instants to evaluate at, newest first, in Unix seconds to the millisecond.
 * @param now Unix seconds
 */
export function settledInstants(now: number, scrapeIntervalSeconds: number): number[] {
  const newest = now - SETTLED_AFTER_INTERVALS * scrapeIntervalSeconds;
  return OFFSETS.map((offset) => Math.round((newest - offset) * 1000) / 1000);
}
