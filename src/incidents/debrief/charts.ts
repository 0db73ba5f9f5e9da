import type { PrometheusClient } from '../../prometheus/types.js';
import { SLOW_SECONDS } from '../session/measure.js';
import type { ReportChart } from './report.js';

/** The charts of a debrief: what the users of the service saw. */
const CHARTS: readonly Omit<ReportChart, 'points'>[] = [
  { title: 'Requests that clients sent', unit: 'per second', expr: 'sum(rate(traffic_requests_total[10s]))' },
  {
    title: 'Share of them that failed',
    unit: 'share',
    expr: 'sum(rate(traffic_requests_total{status=~"5..|timeout|error|499"}[10s])) / sum(rate(traffic_requests_total[10s]))',
  },
  {
    title: `Share of them that took longer than ${SLOW_SECONDS * 1000} ms`,
    unit: 'share',
    expr: `1 - sum(rate(traffic_request_duration_seconds_bucket{le="${SLOW_SECONDS}"}[10s])) / sum(rate(traffic_request_duration_seconds_count[10s]))`,
  },
];

const MAX_POINTS = 120;

/** @param from, to Unix seconds */
export async function readCharts(
  prometheus: Pick<PrometheusClient, 'queryRange'>,
  from: number,
  to: number,
): Promise<ReportChart[]> {
  const step = Math.max(1, Math.ceil((to - from) / MAX_POINTS));
  return Promise.all(
    CHARTS.map(async (chart): Promise<ReportChart> => {
      const result = await prometheus.queryRange(chart.expr, {
        start: Math.floor(from),
        end: Math.floor(to),
        step,
      });
      const samples = result.resultType === 'matrix' ? (result.series[0]?.samples ?? []) : [];
      const points = samples
        .filter(({ value }) => Number.isFinite(value))
        .map(({ time, value }) => [time, value] as const);
      return { ...chart, points };
    }),
  );
}
