import { SCRAPE_INTERVAL_SECONDS } from '../../prometheus/scrape-interval.js';
import { parseDuration } from '../../util/duration.js';

/** The step between points, and the range of a rate. All in seconds. */

const NICE_STEPS = [
  ...[1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * 3600),
];
const WEEK = 7 * 86_400;

export interface StepOptions {
  /** Length of the range. */
  range: number;
  /** The most points that can be told apart on the panel. */
  maxPoints: number;
  /** The panel's or target's own, such as `2s`. */
  minStep?: string | undefined;
  scrapeInterval?: number;
}

/** $__interval: a round step at which a range gives no more points than wanted. */
export function chooseStep({
  range,
  maxPoints,
  minStep,
  scrapeInterval = SCRAPE_INTERVAL_SECONDS,
}: StepOptions): number {
  const least = range / Math.max(1, maxPoints);
  const nice = NICE_STEPS.find((step) => step >= least) ?? Math.ceil(least / WEEK) * WEEK;
  return Math.max(nice, scrapeInterval, parseMinStep(minStep) ?? 0);
}

/**
 * $__rate_interval: long enough for four scrapes, so that a rate has samples even if one is missed, and one scrape
 * longer than the step, so that no increase falls between two points. A minimal step replaces the scrape interval.
 * Source: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
 */
export function rateInterval(
  step: number,
  { minStep, scrapeInterval = SCRAPE_INTERVAL_SECONDS }: Pick<StepOptions, 'minStep' | 'scrapeInterval'> = {},
): number {
  const scrape = Math.max(scrapeInterval, parseMinStep(minStep) ?? 0);
  return Math.max(step + scrape, 4 * scrape);
}

/** Grafana writes `>5s` for "at least"; if it contains a variable, the range decides. */
function parseMinStep(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseDuration(text.replace(/^[<>]=?/, '').trim());
  return seconds !== undefined && seconds > 0 ? seconds : undefined;
}
