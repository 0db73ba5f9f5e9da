import { setTimeout as sleep } from 'node:timers/promises';
import type { PrometheusClient } from '../../prometheus/types.js';

/** The same run as Prometheus sees it, for the routes that a run can reach. Null if it has no value. */

const ITEMS = 'job="api",route=~"/items.*"';
/** Five scrapes at the lab's one per second: enough for a rate, short enough to follow the load. */
const LIVE_WINDOW = '5s';

/** Series worth keeping with a run, by name. */
const SERIES = {
  rate: `sum(rate(http_requests_total{${ITEMS}}[${LIVE_WINDOW}]))`,
  p95Ms: `1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${ITEMS}}[${LIVE_WINDOW}])))`,
  inFlight: 'sum(http_requests_in_flight{job="api"})',
  poolWaiting: 'sum(db_pool_connections{job="api",state="waiting"})',
  poolActive: 'sum(db_pool_connections{job="api",state="active"})',
  eventLoopLagP99Ms: '1000 * max(nodejs_eventloop_lag_p99_seconds{job="api"})',
} as const;

export type ServerSeriesName = keyof typeof SERIES;
const LIVE = ['rate', 'p95Ms', 'inFlight', 'poolWaiting', 'eventLoopLagP99Ms'] as const;

/** The server now, for the live screen. */
export type ServerNow = Record<(typeof LIVE)[number], number | null>;

/** The server over a whole run. */
export interface ServerSummary {
  /** By increase(): extrapolated to the window's edges, so not the exact number. */
  increase: number | null;
  p95Ms: number | null;
  poolWaitP95Ms: number | null;
  poolWaitingMax: number | null;
  inFlightMax: number | null;
}

/** Points as [Unix seconds, value]. */
export type ServerSeries = Record<ServerSeriesName, (readonly [time: number, value: number])[]>;

/** @throws PrometheusError if it cannot be queried */
export async function askServerNow(prometheus: PrometheusClient, signal: AbortSignal): Promise<ServerNow> {
  const values = await Promise.all(LIVE.map((name) => askNumber(prometheus, SERIES[name], { signal })));
  return Object.fromEntries(LIVE.map((name, i) => [name, values[i] ?? null])) as ServerNow;
}

/** Waits until Prometheus has scraped the API after that time, the wait times out, or the user gives up.
 * @returns whether it has */
export async function waitForScrape(
  prometheus: PrometheusClient,
  after: number,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline && !signal.aborted; await sleep(200)) {
    const scraped = await askNumber(prometheus, 'max(timestamp(up{job="api"}))').catch(() => null);
    if (scraped !== null && scraped > after) return true;
  }
  return false;
}

/**
 * Prometheus' data for a stretch of time.
 * @param start Unix seconds, like `end`
 * @throws PrometheusError if it cannot be queried
 */
export async function summarizeServer(
  prometheus: PrometheusClient,
  { start, end }: { start: number; end: number },
): Promise<{ summary: ServerSummary; series: ServerSeries }> {
  // Up to the scrape after the last request, and from no earlier than the first: before it came the lab's own
  // traffic.
  const time = end + 1;
  const window = `${Math.ceil(time - start)}s`;
  const ask = (expr: string) => askNumber(prometheus, expr, { time });
  const p95 = (selector: string) =>
    ask(`1000 * histogram_quantile(0.95, sum by (le) (increase(${selector}[${window}])))`);
  const [increase, p95Ms, poolWaitP95Ms] = await Promise.all([
    ask(`sum(increase(http_requests_total{${ITEMS}}[${window}]))`),
    p95(`http_request_duration_seconds_bucket{${ITEMS}}`),
    p95('db_pool_acquire_duration_seconds_bucket{job="api"}'),
  ]);
  const names = Object.keys(SERIES) as ServerSeriesName[];
  const step = Math.max(1, Math.ceil((end - start) / 1000));
  const points = await Promise.all(
    names.map((name) => askPoints(prometheus, SERIES[name], { start, end: time, step })),
  );
  const series = Object.fromEntries(names.map((name, i) => [name, points[i] ?? []])) as ServerSeries;
  const poolWaitingMax = maxOf(series.poolWaiting);
  return {
    summary: { increase, p95Ms, poolWaitP95Ms, poolWaitingMax, inFlightMax: maxOf(series.inFlight) },
    series,
  };
}

async function askNumber(
  prometheus: PrometheusClient,
  expr: string,
  options: { time?: number; signal?: AbortSignal } = {},
): Promise<number | null> {
  const result = await prometheus.query(expr, options);
  const value = result.resultType === 'vector' ? result.series[0]?.sample.value : undefined;
  return value !== undefined && Number.isFinite(value) ? value : null;
}

async function askPoints(
  prometheus: PrometheusClient,
  expr: string,
  range: { start: number; end: number; step: number },
): Promise<(readonly [number, number])[]> {
  const result = await prometheus.queryRange(expr, range);
  const samples = result.resultType === 'matrix' ? (result.series[0]?.samples ?? []) : [];
  return samples
    .filter(({ value }) => Number.isFinite(value))
    .map(({ time, value }) => [time, value] as const);
}

function maxOf(points: ServerSeries[ServerSeriesName]): number | null {
  return points.length === 0 ? null : Math.max(...points.map(([, value]) => value));
}
