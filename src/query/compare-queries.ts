import { SCRAPE_INTERVAL_SECONDS, shortestScrapeInterval } from '../prometheus/scrape-interval.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { CompareReport } from './compare-report.js';
import type { Worlds } from './evaluate-worlds.js';
import { instantAt, type Instants, settledInstants } from './instants.js';
import { judgeQuery, type Sides } from './judge-query.js';

export { compareDocument } from './documents.js';
export { openWorlds } from './evaluate-worlds.js';
export { parseTime } from './window.js';

/**
 * Judges an answer as a mission would, against any reference.
 * @param options.at Unix seconds of the newest instant; by default the newest at which all data has settled
 * @throws PromqlError if Prometheus refuses the reference, PrometheusUnreachableError
 */
export async function compareQueries(
  texts: Sides<string>,
  prometheus: PrometheusClient,
  { at, now, worlds }: { at?: number; now: number; worlds?: Worlds | undefined },
): Promise<CompareReport> {
  // A server that scrapes nothing has no interval: the lab's is used for how settled its data must be.
  const scrapeIntervalSeconds = (await shortestScrapeInterval(prometheus)) || SCRAPE_INTERVAL_SECONDS;
  const window = instantsUntil(at, now, scrapeIntervalSeconds);
  const { evaluations, ...judgement } = await judgeQuery(texts, prometheus, {
    asker: 'reference',
    worlds,
    instants: window,
    now: at ?? now,
    scrapeIntervalSeconds,
  });
  const diagnoses = 'diagnoses' in judgement ? judgement.diagnoses : [];
  const instants = Array.from({ length: window.count }, (_, i) => instantAt(window, i));
  return { ...judgement, diagnoses, instants, ...evaluations };
}

function instantsUntil(at: number | undefined, now: number, scrapeIntervalSeconds: number): Instants {
  const settled = settledInstants(now, scrapeIntervalSeconds);
  return at === undefined ? settled : { ...settled, start: at - (settled.end - settled.start), end: at };
}
