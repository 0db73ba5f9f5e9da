import type { PrometheusClient } from '../prometheus/types.js';
import type { Facts } from '../promql/meaning/facts.js';
import { metricNames } from '../promql/meaning/topic.js';
import { type Expr, selectors } from '../promql/syntax/ast.js';

/** How far back to search for a metric's first sample, and in how many steps: it need not be exact. */
const SEARCH_FACTOR = 1.1;
const SEARCH_STEPS = 100;

/**
 * Asks the server about the metrics in a query, for the lint rules.
 * @param options.now Unix seconds
 */
export async function lookUpFacts(
  prometheus: PrometheusClient,
  expr: Expr,
  { now, scrapeIntervalSeconds }: { now: number; scrapeIntervalSeconds: number },
): Promise<Facts> {
  const wanted = metricNames(expr).filter(isAskable);
  // In parallel: a learner is waiting.
  const [names, metricTypes, series, history] = await Promise.all([
    prometheus.metricNames(),
    prometheus.metricTypes(),
    Promise.all(wanted.map(async (name) => [name, await prometheus.series(selectorOf(name))] as const)),
    Promise.all(
      furthestOffsets(expr).map(
        async ([name, offset]) => [name, await historyOf(prometheus, name, offset, now)] as const,
      ),
    ),
  ]);
  const historySeconds = new Map(
    history.filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
  const known = new Map(series.filter(([, sets]) => sets.length > 0));
  return { metricNames: names, metricTypes, series: known, historySeconds, scrapeIntervalSeconds };
}

/** How long ago a metric's oldest sample was, to a hundredth of the offset; undefined if it is older. */
async function historyOf(
  prometheus: PrometheusClient,
  name: string,
  offset: number,
  now: number,
): Promise<number | undefined> {
  // Nothing is older than 1970, however long an offset somebody types.
  const reach = Math.min(offset * SEARCH_FACTOR, now);
  const window = { start: now - reach, end: now, step: reach / SEARCH_STEPS };
  const found = await prometheus.queryRange(`count(${selectorOf(name)})`, window);
  const first = found.resultType === 'matrix' ? found.series[0]?.samples[0]?.time : undefined;
  return first === undefined || first <= window.start ? undefined : now - first;
}

/** Metrics that are queried with an offset into the past, each with its longest. */
function furthestOffsets(expr: Expr): [string, number][] {
  const longest = new Map<string, number>();
  for (const { metric, offset = 0 } of selectors(expr)) {
    if (metric !== undefined && offset > 0 && isAskable(metric)) {
      longest.set(metric, Math.max(offset, longest.get(metric) ?? 0));
    }
  }
  return [...longest];
}

/** Whether Prometheus accepts the name at all: it rejects lone surrogates and the replacement character. */
function isAskable(name: string): boolean {
  return !/[\uD800-\uDFFF\uFFFD]/u.test(name);
}

function selectorOf(name: string): string {
  return `{__name__=${JSON.stringify(name)}}`;
}
