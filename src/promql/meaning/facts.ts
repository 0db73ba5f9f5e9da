import type { Labels } from '../../prometheus/types.js';

/** What the server knows and the text of a query does not show. Empty if it was not asked. */
export interface Facts {
  metricNames: readonly string[];
  /** Metric family → type, from the exposition. */
  metricTypes: ReadonlyMap<string, string>;
  /** Metric name → the label sets that it has, for the metrics that were looked up. */
  series: ReadonlyMap<string, readonly Labels[]>;
  /** Metric name → how long ago its oldest sample was, for the metrics that a query asks for with an offset. */
  historySeconds?: ReadonlyMap<string, number>;
  /** NaN if it is not known. */
  scrapeIntervalSeconds: number;
}

/** Where no server was asked. */
export function noFacts(scrapeIntervalSeconds = NaN): Facts {
  return { metricNames: [], metricTypes: new Map(), series: new Map(), scrapeIntervalSeconds };
}

/** Whether the server has a type for a metric, so that its kind need not be guessed from the name. */
export function isKnown(name: string, { metricTypes }: Pick<Facts, 'metricTypes'>): boolean {
  return [name, name.replace(/_total$/, ''), name.replace(/_(bucket|count|sum)$/, '')].some((key) =>
    metricTypes.has(key),
  );
}

/**
 * Whether a metric only ever counts up. The exposition's word counts; without it the name tells, because counters end
 * in `_total` and a histogram's or summary's parts in `_bucket`, `_count` and `_sum`
 * (https://prometheus.io/docs/practices/naming).
 */
export function metricKind(
  name: string,
  { metricTypes }: Pick<Facts, 'metricTypes'>,
): 'counter' | 'gauge' | 'unknown' {
  const own = metricTypes.get(name) ?? metricTypes.get(name.replace(/_total$/, ''));
  if (own === 'counter' || own === 'gauge') return own;
  if (own === 'unknown' || own === 'untyped') return 'unknown';
  const family = metricTypes.get(name.replace(/_(bucket|count|sum)$/, ''));
  if (family === 'histogram' || family === 'summary') {
    return family === metricTypes.get(name) ? 'gauge' : 'counter';
  }
  return /_(total|bucket|count|sum)$/.test(name) ? 'counter' : 'gauge';
}
