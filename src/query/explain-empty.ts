import type { PrometheusClient } from '../prometheus/types.js';
import { whyNoSeries } from '../promql/lint/lint.js';
import type { Facts } from '../promql/meaning/facts.js';
import { type Expr, type Selector, selectors, walk } from '../promql/syntax/ast.js';
import { COMPARISONS } from '../promql/syntax/functions.js';
import { parsePromql } from '../promql/syntax/parse.js';
import { formatDuration } from '../util/duration.js';

/** An explanation must stay cheap: at most this many selectors are examined. */
const MAX_SELECTORS = 5;

/**
 * Why a query returned nothing, in sentences, as far as a few cheap queries show: a name or a value that does not
 * exist, series without samples at that time, a window with too few of them, or what the expression does to them.
 * @param time Unix seconds; now if left out
 */
export async function explainEmpty(
  prometheus: PrometheusClient,
  text: string,
  time?: number,
): Promise<string[]> {
  const { expr } = parsePromql(text);
  const found = selectors(expr).slice(0, MAX_SELECTORS);
  const mistakes = whyNoSeries(expr, await factsOf(prometheus, found, time));
  if (mistakes.length > 0)
  // “Choose from those” needs the list.
  {
    return mistakes.map(({ message, why, fix }) =>
      [message, ...(fix.startsWith('Choose') ? [why] : []), fix].join(' '),
    );
  }

  const sources = [...new Map(found.map((selector) => [text.slice(selector.from, selector.to), selector]))];
  const gaps = await Promise.all(
    sources.map(async ([source, { range }]) => {
      const probe = range === undefined ? `count(${source})` : `max(count_over_time(${source}))`;
      const answer = await prometheus.query(probe, time === undefined ? {} : { time });
      const count = answer.resultType === 'vector' ? (answer.series[0]?.sample.value ?? 0) : 0;
      return gapText(source, count, range !== undefined);
    }),
  );
  const told = gaps.filter((gap) => gap !== undefined);
  if (told.length > 0) return told;
  return (await hasResult(prometheus, text, time))
    ? ['There were too few samples yet, but now the query returns something. Run it again.']
    : leftover(expr);
}

/** A lab that has just started gets a sample more every second. */
async function hasResult(
  prometheus: PrometheusClient,
  text: string,
  time: number | undefined,
): Promise<boolean> {
  if (time !== undefined) return false;
  const answer = await prometheus.query(text);
  return (answer.resultType === 'vector' || answer.resultType === 'matrix') && answer.series.length > 0;
}

async function factsOf(
  prometheus: PrometheusClient,
  found: readonly Selector[],
  time: number | undefined,
): Promise<Facts> {
  const metricNames = await prometheus.metricNames();
  const matched = found.filter(
    ({ metric, matchers }) => metricNames.includes(metric ?? '') && matchers.length > 0,
  );
  const byMetric = new Map(matched.map((selector) => [selector.metric ?? '', selector]));
  const series = await Promise.all(
    [...byMetric].map(async ([metric, selector]) => {
      // The series at the query's time; a label value from last week doesn't help.
      const answer = await prometheus.query(unmatched(selector), time === undefined ? {} : { time });
      const present = answer.resultType === 'vector' ? answer.series.map(({ labels }) => labels) : [];
      return [metric, present] as const;
    }),
  );
  return { metricNames, series: new Map(series), metricTypes: new Map(), scrapeIntervalSeconds: NaN };
}

/** All series of the selector's metric, at the selector's time. */
function unmatched({ metric, range, offset, at }: Selector): string {
  const name = `{__name__=${JSON.stringify(metric)}}`;
  const shift = `${at === undefined ? '' : ` @ ${at}`}${offset === undefined ? '' : ` offset ${formatDuration(offset)}`}`;
  return range === undefined || Number.isNaN(range)
    ? `${name}${shift}`
    : `last_over_time(${name}[${formatDuration(range)}]${shift})`;
}

/** @param count series, or with a range the most samples that one of them has there */
function gapText(source: string, count: number, isRange: boolean): string | undefined {
  if (count === 0) return `${source} has no samples at that time.`;
  if (isRange && count === 1) {
    return `${source} holds one sample per series, and functions such as rate() need two. Use a longer range.`;
  }
  return undefined;
}

/** How an expression can remove all series that exist. */
function leftover(expr: Expr): string[] {
  const nodes = [...walk(expr)].map(({ node }) => node);
  const pairs = nodes.filter((node) => node.kind === 'binary');
  const told = [
    nodes.some((node) => node.kind === 'call' && /^absent/.test(node.func)) &&
      'absent() gives a result only if its series are missing, and they exist.',
    pairs.some(({ op, bool }) => COMPARISONS.has(op) && !bool) &&
      'A comparison keeps only the series for which it is true, and here it is true for none.',
    pairs.some(({ left, right }) => selectors(left).length > 0 && selectors(right).length > 0) &&
      'An operator between two vectors pairs series with equal labels: run each side alone to compare the labels, or choose labels with on(…).',
  ].filter((text) => text !== false);
  return told.length > 0 ? told : ['Its series exist, but the expression removes all of them.'];
}
