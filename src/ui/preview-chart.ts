import { labelKey } from '../promql/compare.js';
import { drawChart } from './chart.js';
import { DOT, drawnSeries, seriesLetter } from './chart-legend.js';
import type { Course } from './preview.js';
import { seriesTone, type Line, type Segment } from './rich-text.js';

export interface PreviewChart {
  /** How each line is told from the others, by the key of its labels; none where there is but one. */
  keys: ReadonlyMap<string, Segment>;
  /** Exactly `height` lines of at most `width` columns. */
  draw: (width: number, height: number) => Line[];
}

/**
 * The chart that belongs to a table: of its rows, and of no others, so that the table is its legend. Pure.
 * @param rows keys of the labels in the table
 * @returns undefined where not one of them can be drawn
 */
export function previewChart(
  { series, ...window }: Course,
  rows: ReadonlySet<string>,
  color: boolean,
): PreviewChart | undefined {
  const drawn = drawnSeries(series.filter(({ labels }) => rows.has(labelKey(labels)))).series;
  const numbers = drawn.flatMap(({ samples }) => samples).filter(({ value }) => Number.isFinite(value));
  if (numbers.length < 2) return undefined;
  const toneOf = (owner: number): Pick<Segment, 'tone'> => (color ? { tone: seriesTone(owner) } : {});
  const key = ({ labels }: (typeof drawn)[number], i: number): [string, Segment] => [
    labelKey(labels),
    { text: color ? DOT : seriesLetter(i), ...toneOf(i) },
  ];
  return {
    keys: new Map(drawn.length > 1 ? drawn.map(key) : []),
    draw: (width, height) =>
      drawChart(drawn, { width, height, ...window, color }).map((parts) =>
        parts.map(({ text, owner }) => ({ text, ...(owner !== undefined && toneOf(owner)) })),
      ),
  };
}
