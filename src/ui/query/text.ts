import type { InstantSeries, QueryResult, RangeSeries } from '../../prometheus/types.js';
import type { QueryOutcome } from '../../query/run-query.js';
import type { QueryWindow } from '../../query/window.js';
import { formatNumber } from '../../util/number-format.js';
import { printable } from '../../util/text/display-width.js';
import { chartLines } from '../chart/chart.js';
import { legendLines } from '../chart/legend.js';
import { compareLabels, formatLabels } from '../text/labels.js';
import { type Line, line, trimEnd } from '../text/line.js';
import { paint, showsColor } from '../text/paint.js';
import { tableLines } from '../text/table.js';

export interface QueryTextOptions {
  /** Terminal columns. */
  width: number;
  color: boolean;
}

/** Lines of a chart, axes included; its legend is below it. */
const CHART_HEIGHT = { lowest: 6, highest: 16 };
/** Rows around a chart and its legend: the command above, a line between them, the prompt below. */
const ROWS_AROUND = 4;
/** Functions whose result is ordered. */
const ORDERED =
  /^\s*(?:sort|sort_desc|sort_by_label|sort_by_label_desc|topk|bottomk)\s*(?:\(|by\b|without\b)/i;

/**
 * A query's result: a chart if it ran over a range, a table or a value otherwise; in colour if the terminal has it.
 */
export function renderOutcome(
  { expr, answer, window }: Pick<QueryOutcome, 'expr' | 'answer' | 'window'>,
  { width, rows, color = showsColor() }: { width: number; rows: number; color?: boolean },
): string {
  return window
    ? renderRange(answer, window, { width, rows, color })
    : renderInstant(expr, answer, { width, color });
}

/** The result of an instant query: a table, the samples of a range vector, or one value. */
export function renderInstant(expr: string, answer: QueryResult, { width, color }: QueryTextOptions): string {
  return paint(instantLines(expr, answer, width), color);
}

function instantLines(expr: string, answer: QueryResult, width: number): Line[] {
  switch (answer.resultType) {
    case 'vector':
      return vectorLines(answer.series, ORDERED.test(expr), width);
    case 'matrix':
      return answer.series.flatMap(sampleLines);
    case 'scalar':
      return [line(formatNumber(answer.sample.value))];
    case 'string':
      return [line(printable(answer.value))];
  }
}

/**
 * The result of a range query: a chart and its legend.
 * @param options.rows of the terminal: if chart and legend don't both fit, the chart gets lower
 * @param options.timeZone IANA name; by default the local one
 */
export function renderRange(
  answer: QueryResult,
  window: QueryWindow,
  { rows = Infinity, ...options }: QueryTextOptions & { rows?: number; timeZone?: string },
): string {
  const series = answer.resultType === 'matrix' ? answer.series : [];
  const legend = legendLines(series, options);
  const room = rows - legend.length - ROWS_AROUND;
  const height = Math.max(CHART_HEIGHT.lowest, Math.min(room, CHART_HEIGHT.highest));
  const chart = chartLines(series, { ...options, ...window, height });
  return paint([...chart.map(trimEnd), [], ...legend], options.color);
}

function vectorLines(series: readonly InstantSeries[], ordered: boolean, width: number): Line[] {
  const sorted = ordered ? series : series.toSorted((a, b) => compareLabels(a.labels, b.labels));
  const rows = sorted.map(({ labels, sample }) => ({ labels, values: [formatNumber(sample.value)] }));
  return tableLines(rows, { width, valueHeaders: ['value'] });
}

/** The samples of one series of a range vector, as they are stored, each with its time. */
function sampleLines({ labels, samples }: RangeSeries): Line[] {
  return [
    line(formatLabels(labels)),
    ...samples.map(({ time, value }): Line => [
      { text: '  ' },
      { text: new Date(time * 1000).toISOString(), tone: 'dim' },
      { text: `  ${formatNumber(value)}` },
    ]),
  ];
}
