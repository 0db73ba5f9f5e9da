/** PromQL shared by several dashboards. */

/** Sum of a counter's rate; with `by`, one series for each value of that label. */
export function rate(selector: string, by?: string): string {
  return `sum${by === undefined ? '' : ` by (${by}) `}(rate(${selector}[$__rate_interval]))`;
}

/** A quantile (0 to 1) of a histogram, in the histogram's unit. @param metric without `_bucket` @param matchers such as `job="api"` */
export function quantile(q: number, metric: string, matchers: string, by?: string): string {
  const labels = ['le', ...(by === undefined ? [] : [by])].join(', ');
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket{${matchers}}[$__rate_interval])))`;
}

/** p50, p95 and p99 as the queries of one panel. */
export function quantiles(metric: string, matchers: string): Record<string, string> {
  return {
    p50: quantile(0.5, metric, matchers),
    p95: quantile(0.95, metric, matchers),
    p99: quantile(0.99, metric, matchers),
  };
}
