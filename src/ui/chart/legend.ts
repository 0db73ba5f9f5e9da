import type { RangeSeries } from '../../prometheus/types.js';
import { formatNumber } from '../../util/number-format.js';
import { compareLabels } from '../text/labels.js';
import { type Line, line, type Segment, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { tableLines, type TableRow } from '../text/table.js';
import { SERIES_COLORS, seriesTone } from '../text/tones.js';

/** Which series a chart draws, and how they are distinguished. */

const DOT = '●';

/** More lines than this are unreadable. */
const MAX_DRAWN = SERIES_COLORS.length;

export interface Drawn {
  /**
   * The largest on average first: that is their order in the legend, and where lines share a cell, the first of them is
   * in front.
   */
  series: readonly DrawnSeries[];
  /** How many are left out: the lowest ones. */
  hidden: number;
}

export interface DrawnSeries extends RangeSeries {
  /** Its colour and letter: its place in the order of labels, so that it keeps them while values change. */
  index: number;
}

/** The series to draw: those that reach highest. */
export function drawnSeries(series: readonly RangeSeries[]): Drawn {
  const ranked = series
    .map((one) => ({ one, peak: peak(one) }))
    .sort((a, b) => b.peak - a.peak || compareLabels(a.one.labels, b.one.labels))
    .slice(0, MAX_DRAWN)
    .map(({ one }) => one);
  const byLabels = ranked.sort((a, b) => compareLabels(a.labels, b.labels));
  return {
    series: byLabels
      .map((one, index): DrawnSeries => ({ ...one, index }))
      .sort((a, b) => mean(b) - mean(a) || a.index - b.index),
    hidden: series.length - ranked.length,
  };
}

/** Finite, so that means can be subtracted; the smallest without a number. */
function mean({ samples }: RangeSeries): number {
  const values = samples.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const bounded = (value: number): number =>
    Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) / 2;
  return values.length === 0
    ? -Number.MAX_VALUE / 2
    : values.reduce((sum, value) => sum + bounded(value) / values.length, 0);
}

/** Finite even without samples, so that peaks can be subtracted. */
function peak({ samples }: RangeSeries): number {
  return samples.reduce(
    (max, { value }) => (value > max ? Math.min(value, Number.MAX_VALUE) : max),
    -Number.MAX_VALUE,
  );
}

/** What marks a series by its index: a dot in its colour, or, without colours, the letter on its line. */
export function seriesKey(index: number, color: boolean): Segment {
  return color ? segment(DOT, seriesTone(index)) : { text: seriesLetter(index) };
}

export function seriesLetter(index: number): string {
  return String.fromCharCode(97 + index);
}

/** Paints text in the colour of the series with an index. */
export function seriesPaint(index: number, color: boolean): (text: string) => string {
  return (text) => paint([line(text, seriesTone(index))], color);
}

/** The series of a chart, the front one first, with their last, smallest and largest value; and how many aren’t drawn. */
export function legendLines(
  series: readonly RangeSeries[],
  { width, color = false }: { width: number; color?: boolean },
): Line[] {
  const drawn = drawnSeries(series);
  const rows = drawn.series.map(({ labels, samples, index }): TableRow => ({
    labels,
    values: summary(samples.map(({ value }) => value)),
    ...((color || series.length > 1) && { key: seriesKey(index, color) }),
  }));
  const table = tableLines(rows, { width, valueHeaders: ['last', 'min', 'max'] });
  return drawn.hidden > 0 ? [...table, line(`… and ${drawn.hidden} more series, with lower values`)] : table;
}

/** NaN can be the last value, but not the smallest or largest. */
function summary(values: readonly number[]): string[] {
  const numbers = values.filter((value) => !Number.isNaN(value));
  const min = numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? NaN);
  const max = numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? NaN);
  return [values.at(-1) ?? NaN, min, max].map(formatNumber);
}
