import { Chalk, type ChalkInstance } from 'chalk';
import type { RangeSeries } from '../../prometheus/types.js';
import { formatNumber } from '../../util/number-format.js';
import { compareLabels } from '../text/labels.js';
import { SERIES_COLORS } from '../text/series-colors.js';
import { renderTable } from '../text/table.js';

/** Which series a chart draws, and how each is told from the others. Pure. */

export const DOT = '●';

/** More lines than this are a tangle. */
const MAX_DRAWN = SERIES_COLORS.length;

export interface Drawn {
  /** In the order of their labels. */
  series: readonly RangeSeries[];
  /** How many are left out: those that stay lowest. */
  hidden: number;
}

/** The series to draw: those that reach highest. */
export function drawnSeries(series: readonly RangeSeries[]): Drawn {
  const ranked = series
    .map((one) => ({ one, peak: peak(one) }))
    .sort((a, b) => b.peak - a.peak || compareLabels(a.one.labels, b.one.labels))
    .slice(0, MAX_DRAWN)
    .map(({ one }) => one);
  return {
    series: ranked.sort((a, b) => compareLabels(a.labels, b.labels)),
    hidden: series.length - ranked.length,
  };
}

/** Finite also where no sample is, so that differences stay comparable. */
function peak({ samples }: RangeSeries): number {
  return samples.reduce(
    (max, { value }) => (value > max ? Math.min(value, Number.MAX_VALUE) : max),
    -Number.MAX_VALUE,
  );
}

/** How the series drawn at an index looks: by its colour, or, without colours, by a letter on its line. */
export function seriesPaint(index: number, color = false): ChalkInstance {
  const paint = new Chalk({ level: color ? 1 : 0 });
  return paint[SERIES_COLORS[index % SERIES_COLORS.length]!];
}

export function seriesLetter(index: number): string {
  return String.fromCharCode(97 + index);
}

/** The series of a chart with their last, smallest and largest value, and how many were not drawn. Pure. */
export function renderLegend(
  series: readonly RangeSeries[],
  options: { width: number; color?: boolean },
): string {
  const drawn = drawnSeries(series);
  const rows = drawn.series.map(({ labels, samples }, i) => ({
    labels,
    values: summary(samples.map(({ value }) => value)),
    ...(options.color && { key: seriesPaint(i, true)(DOT) }),
    ...(!options.color && series.length > 1 && { key: seriesLetter(i) }),
  }));
  const table = renderTable(rows, { ...options, valueHeaders: ['last', 'min', 'max'] });
  return drawn.hidden > 0 ? `${table}\n… and ${drawn.hidden} more series, lower than these` : table;
}

/** NaN counts as last value, but is neither small nor large. */
function summary(values: readonly number[]): string[] {
  const numbers = values.filter((value) => !Number.isNaN(value));
  const min = numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? NaN);
  const max = numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? NaN);
  return [values.at(-1) ?? NaN, min, max].map(formatNumber);
}
