import { UsageError } from '../errors.js';
import { SCRAPE_INTERVAL_SECONDS } from '../prometheus/scrape-interval.js';
import { formatDuration, parseDuration } from '../util/duration.js';

export { parseTime } from '../util/instant.js';

/** Times and durations that the user types, as Prometheus expects them. */

/** Prometheus refuses to compute more points per series. */
const MAX_POINTS = 11_000;
/** Plenty for a chart as wide as a terminal: two dots per column. */
const DEFAULT_POINTS = 250;

/** The window of a range query; Unix seconds, and the step in seconds. */
export interface QueryWindow {
  start: number;
  end: number;
  step: number;
}

/**
 * The window of length `range` that ends at `end`.
 * @param step as Prometheus writes durations; if left out, about 250 steps of a second or more
 * @throws UsageError DURATION_INVALID; STEP_TOO_FINE if Prometheus would refuse that many points
 */
export function queryWindow({
  range,
  step,
  end,
}: {
  range: string;
  step: string | undefined;
  end: number;
}): QueryWindow {
  const seconds = positiveDuration(range, '--range');
  const stepSeconds =
    step === undefined
      ? // A step shorter than the scrape interval shows nothing new.
        Math.max(SCRAPE_INTERVAL_SECONDS, Math.ceil(seconds / DEFAULT_POINTS))
      : positiveDuration(step, '--step');
  if (seconds / stepSeconds > MAX_POINTS) {
    throw new UsageError(
      `A step of ${step} over ${range} gives more than ${MAX_POINTS} points, Prometheus’ limit.`,
      {
        code: 'STEP_TOO_FINE',
        hints: [
          `Use a step of ${formatDuration(Math.ceil(seconds / MAX_POINTS))} or more, or a shorter range.`,
        ],
      },
    );
  }
  return { start: end - seconds, end, step: stepSeconds };
}

function positiveDuration(text: string, flag: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new UsageError(`“${text}” is not a valid duration for ${flag}.`, {
    code: 'DURATION_INVALID',
    hints: ['Write it like 30s, 5m or 1h30m: whole numbers with their unit, longest first.'],
  });
}
