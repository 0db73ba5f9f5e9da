import type { PrometheusClient } from './types.js';

/** Seconds between two scrapes in the lab, as stack/prometheus/prometheus.yml sets it. */
export const SCRAPE_INTERVAL_SECONDS = 1;

/** The shortest interval at which a server scrapes anything, in seconds; NaN if it scrapes nothing. */
export async function shortestScrapeInterval(prometheus: PrometheusClient): Promise<number> {
  const intervals = (await prometheus.targets()).map((target) => target.scrapeIntervalSeconds);
  const known = intervals.filter((seconds) => seconds > 0);
  return known.length > 0 ? Math.min(...known) : NaN;
}
