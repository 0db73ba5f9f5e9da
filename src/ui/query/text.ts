import { Chalk } from 'chalk';
import type { InstantSeries, QueryResult, RangeSeries } from '../../prometheus/types.js';
import type { QueryWindow } from '../../query/window.js';
import { renderChart } from '../chart/chart.js';
import { renderLegend } from '../chart/legend.js';
import { formatNumber } from '../../util/number-format.js';
import { compareLabels, formatLabels } from '../text/labels.js';
import { renderTable } from '../text/table.js';
import { printable } from '../../util/display-width.js';

export interface QueryTextOptions {
  /** Terminal columns. */
  width: number;
  color: boolean;
}

/** Lines of a chart, axes included; its legend comes below. */
const CHART_HEIGHT = { lowest: 6, highest: 16 };
/** Of the terminal, around a chart and its legend: the command above, a line between them, the prompt after. */
const ROWS_AROUND = 4;
/** Functions whose result has an order that means something. */
const ORDERED =
  /^\s*(?:sort|sort_desc|sort_by_label|sort_by_label_desc|topk|bottomk)\s*(?:\(|by\b|without\b)/i;

/** What an instant query gave: a table, the samples of a range vector, or one value. Pure. */
export function renderInstant(expr: string, answer: QueryResult, options: QueryTextOptions): string {
  switch (answer.resultType) {
    case 'vector':
      return renderVector(answer.series, ORDERED.test(expr), options);
    case 'matrix':
      return answer.series.map((series) => renderSamples(series, options)).join('\n');
    case 'scalar':
      return formatNumber(answer.sample.value);
    case 'string':
      return printable(answer.value);
  }
}

/**
 * What a range query gave: a chart and its legend. Pure.
 * @param options.rows of the terminal: where both would be higher, the chart gives way
 * @param options.timeZone IANA name; the local one when left out
 */
export function renderRange(
  answer: QueryResult,
  window: QueryWindow,
  { rows = Infinity, ...options }: QueryTextOptions & { rows?: number; timeZone?: string },
): string {
  const series = answer.resultType === 'matrix' ? answer.series : [];
  const legend = renderLegend(series, options);
  const room = rows - legend.split('\n').length - ROWS_AROUND;
  const height = Math.max(CHART_HEIGHT.lowest, Math.min(room, CHART_HEIGHT.highest));
  return `${renderChart(series, { ...options, ...window, height })}\n\n${legend}`;
}

function renderVector(series: readonly InstantSeries[], ordered: boolean, options: QueryTextOptions): string {
  const sorted = ordered ? series : series.toSorted((a, b) => compareLabels(a.labels, b.labels));
  const rows = sorted.map(({ labels, sample }) => ({ labels, values: [formatNumber(sample.value)] }));
  return renderTable(rows, { ...options, valueHeaders: ['value'] });
}

/** The samples of a range vector as they are stored, each with its time. */
function renderSamples({ labels, samples }: RangeSeries, { color }: QueryTextOptions): string {
  const paint = new Chalk({ level: color ? 1 : 0 });
  const lines = samples.map(
    ({ time, value }) => `  ${paint.dim(new Date(time * 1000).toISOString())}  ${formatNumber(value)}`,
  );
  return [formatLabels(labels), ...lines].join('\n');
}
