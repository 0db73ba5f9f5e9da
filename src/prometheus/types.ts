/** Prometheus query results in the form the lab computes with: numbers, not the wire's strings. */

export type Labels = Readonly<Record<string, string>>;

/** One value at one instant. NaN and ±Infinity are kept. */
export interface Sample {
  /** Unix seconds. */
  time: number;
  value: number;
}

/** One series of an instant vector. */
export interface InstantSeries {
  labels: Labels;
  sample: Sample;
}

/** One series of a range vector or range query. */
export interface RangeSeries {
  labels: Labels;
  samples: readonly Sample[];
}

export type QueryValue =
  | { resultType: 'vector'; series: readonly InstantSeries[] }
  | { resultType: 'matrix'; series: readonly RangeSeries[] }
  | { resultType: 'scalar'; sample: Sample }
  | { resultType: 'string'; time: number; value: string };

/** The result of a query, with Prometheus' own warnings and infos. */
export type QueryResult = QueryValue & {
  warnings: readonly string[];
  infos: readonly string[];
  /** How many series lost samples because these were native histograms, which aren't numbers; undefined for none. */
  nativeHistograms?: number;
};

/** A scrape target, as /api/v1/targets lists it. */
export interface Target {
  job: string;
  instance: string;
  scrapeUrl: string;
  health: 'up' | 'down' | 'unknown';
  /** Empty if the last scrape succeeded. */
  lastError: string;
  /** Unix seconds; undefined before the first scrape. */
  lastScrape?: number;
  lastScrapeDurationSeconds: number;
  scrapeIntervalSeconds: number;
}

export interface MetricMetadata {
  /** counter, gauge, histogram, … */
  type: string;
  help: string;
}

/**
 * The part of Prometheus' HTTP API that the lab uses. Label sets hold the metric's name as `__name__`.
 *
 * Methods reject with a PromqlError, a PrometheusUnreachableError, a UsageError (a parameter that Prometheus refuses,
 * such as too many points), or, once aborted, with the signal's reason.
 */
export interface PrometheusClient {
  readonly url: string;
  /** @param time Unix seconds; now if left out. */
  query(expr: string, options?: { time?: number; signal?: AbortSignal }): Promise<QueryResult>;
  /** @param range start and end in Unix seconds, step in seconds. */
  queryRange(
    expr: string,
    range: { start: number; end: number; step: number },
    options?: { signal?: AbortSignal },
  ): Promise<QueryResult>;
  targets(): Promise<Target[]>;
  /** Names of all metrics, sorted. */
  metricNames(): Promise<string[]>;
  labelNames(): Promise<string[]>;
  labelValues(label: string): Promise<string[]>;
  /** Label sets of the series that a selector matches. */
  series(selector: string): Promise<Labels[]>;
  /** Metric name → type (counter, gauge, histogram, …), if known. */
  metricTypes(): Promise<ReadonlyMap<string, string>>;
  /** Metric family → its type and help text, if known. */
  metricMetadata(): Promise<ReadonlyMap<string, MetricMetadata>>;
  /** Prometheus' version, such as "2.42.0". */
  version(): Promise<string>;
  /** True once /-/ready answers 200. Never rejects. */
  isReady(): Promise<boolean>;
}
