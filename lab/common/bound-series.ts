import type { Counter, Histogram } from 'prom-client';

/** How prom-client keeps its series; private to it, hence the test beside this file. */
interface Stored<Series> {
  hashMap: Record<string, Series & { labels: object }>;
}
type StoredHistogram = { bucketValues: Record<string, number>; sum: number; count: number };
type StoredCounter = { value: number };

/**
 * Makes the series of a histogram with these labels, at zero, and gives what observes a value in it.
 * prom-client's own histogram.labels(…).observe checks the labels, builds a key of them and looks the series up at
 * each call: of all that measuring a request costs, that was the largest part.
 */
export function bindHistogram<L extends string>(
  histogram: Histogram<L>,
  labels: Record<L, string>,
  edges: readonly number[],
): (value: number) => void {
  histogram.zero(labels);
  const series = find<StoredHistogram>(histogram, labels);
  const { bucketValues } = series;
  const keys = edges.map(String); // as property names they are strings anyway; made once, not at each call
  return (value) => {
    series.sum += value;
    series.count += 1;
    const bucket = edges.findIndex((edge) => value <= edge);
    const key = keys[bucket]; // none beyond the last edge: that is what the count is for
    if (key !== undefined) bucketValues[key] = (bucketValues[key] as number) + 1;
  };
}

/** Makes the series of a counter with these labels, at zero, and gives what adds one to it. */
export function bindCounter<L extends string>(counter: Counter<L>, labels: Record<L, string>): () => void {
  counter.inc(labels, 0);
  const series = find<StoredCounter>(counter, labels);
  return () => void (series.value += 1);
}

function find<Series>(metric: unknown, labels: object): Series {
  const series = Object.values((metric as Stored<Series>).hashMap).find((each) => each.labels === labels);
  if (!series) throw new Error('this prom-client keeps its series in another way');
  return series;
}
