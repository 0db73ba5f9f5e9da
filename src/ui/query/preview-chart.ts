import type { RangeSeries } from '../../prometheus/types.js';
import { labelKey } from '../../promql/meaning/compare.js';
import { chartLines } from '../chart/chart.js';
import { type DrawnSeries, drawnSeries, seriesKey } from '../chart/legend.js';
import { sparkline } from '../chart/sparkline.js';
import type { Line, Segment } from '../text/line.js';
import type { Course } from './preview.js';

export interface PreviewChart {
  /** The mark of each series, by the key of its labels, the front one first; empty if there is only one. */
  keys: ReadonlyMap<string, Segment>;
  /** Exactly `height` lines of at most `width` columns. */
  draw: (width: number, height: number) => Line[];
  /** One row's series as bars on its own scale, by the key of its labels: exactly `width` columns, newest last. */
  bars: (row: string, width: number) => string;
}

/** A chart of a shorter time would be a few dots. */
const MIN_SECONDS = 60;

/**
 * The chart for a table: it shows the table's rows and no others, so that the table is its legend.
 * @param rows keys of the labels in the table
 * @returns undefined if no row can be drawn
 */
export function previewChart(
  { series, end, ...window }: Course,
  rows: ReadonlySet<string>,
  color: boolean,
): PreviewChart | undefined {
  const drawn = drawnSeries(series.filter(({ labels }) => rows.has(labelKey(labels)))).series;
  const numbers = drawn.flatMap(({ samples }) => samples).filter(({ value }) => Number.isFinite(value));
  if (numbers.length < 2) return undefined;
  // A lab that has just started has no data from before.
  const first = drawn.reduce((time, { samples }) => Math.min(time, samples[0]?.time ?? end), end);
  const start = Math.max(window.start, Math.min(first, end - MIN_SECONDS));
  const key = ({ labels, index }: DrawnSeries): [string, Segment] => [
    labelKey(labels),
    seriesKey(index, color),
  ];
  const samples = new Map(series.map((one) => [labelKey(one.labels), one.samples]));
  return {
    keys: new Map(drawn.length > 1 ? drawn.map(key) : []),
    draw: (width, height) => chartLines(drawn, { width, height, start, end, step: window.step, color }),
    bars: (row, width) => sparkline(lastOfEach(samples.get(row) ?? [], { start, end }, width), width),
  };
}

/** The last value in each of `count` equally long intervals; NaN if an interval has none. */
function lastOfEach(
  samples: RangeSeries['samples'],
  { start, end }: { start: number; end: number },
  count: number,
): number[] {
  const values = Array<number>(count).fill(NaN);
  for (const { time, value } of samples) {
    const at = Math.ceil(((time - start) / (end - start)) * count) - 1;
    if (at < count) values[Math.max(0, at)] = value;
  }
  return values;
}
