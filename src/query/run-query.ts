import type { PrometheusClient, QueryResult } from '../prometheus/types.js';
import { explainEmpty } from './explain-empty.js';
import { type QueryWindow, queryWindow } from './window.js';

export { queryDocument } from './documents.js';
export { parseTime } from './window.js';

/** A request to `obs-lab query` or its prompt. */
export interface QueryRequest {
  expr: string;
  /** Evaluates over this long, as Prometheus writes durations, instead of once. */
  range?: string | undefined;
  /** Time between two points of the range; by default about 250 points. */
  step?: string | undefined;
  /** Unix seconds: when to evaluate, or where the range ends; now if left out. */
  time?: number | undefined;
}

/** A validated request, with its range computed. */
export interface QueryPlan {
  expr: string;
  time: number | undefined;
  /** Undefined for an instant query. */
  window: QueryWindow | undefined;
}

/** The result of a query. */
export interface QueryOutcome extends QueryPlan {
  answer: QueryResult;
  /** Prometheus' own warnings and infos, one sentence each. */
  remarks: readonly string[];
  /** Why the result is empty; undefined if it isn't. */
  emptyBecause?: readonly string[];
}

/** @throws UsageError DURATION_INVALID, STEP_TOO_FINE */
export function planQuery({ expr, range, step, time }: QueryRequest): QueryPlan {
  const window =
    range === undefined ? undefined : queryWindow({ range, step, end: time ?? Date.now() / 1000 });
  return { expr, time, window };
}

/**
 * Runs a query, and finds out why its result is empty if it is.
 * @throws PromqlError, PrometheusUnreachableError; once aborted, the signal's reason
 */
export async function runQuery(
  prometheus: PrometheusClient,
  plan: QueryPlan,
  { signal }: { signal?: AbortSignal } = {},
): Promise<QueryOutcome> {
  const { expr, time, window } = plan;
  const options = { ...(signal && { signal }) };
  const answer = await (window
    ? prometheus.queryRange(expr, window, options)
    : prometheus.query(expr, { ...options, ...(time !== undefined && { time }) }));
  const remarks = [
    ...answer.warnings.map((text) => `Prometheus warns: ${text}`),
    ...answer.infos.map((text) => `Prometheus notes: ${text}`),
  ];
  const isEmpty = 'series' in answer && answer.series.length === 0;
  return {
    ...plan,
    answer,
    remarks,
    ...(isEmpty && { emptyBecause: await explainEmpty(prometheus, expr, time) }),
  };
}
