import type { RangeSeries, Sample } from '../../prometheus/types.js';
import { padStart, widest } from '../../util/text/display-width.js';
import { type Line, type Segment, trimEnd } from '../text/line.js';
import { paint } from '../text/paint.js';
import { seriesTone } from '../text/tones.js';
import { timeTicks, type ValueAxis, valueAxis } from './axis.js';
import { BrailleCanvas, type Cell } from './canvas.js';
import { type DrawnSeries, drawnSeries, seriesLetter } from './legend.js';

export interface ChartOptions {
  /** Terminal columns and lines of the chart, axes included. */
  width: number;
  height: number;
  /** Unix seconds at the left and the right edge. */
  start: number;
  end: number;
  /** Seconds between samples. If two are farther apart, there is a gap in the line. */
  step: number;
  /** Without it, letters on the lines distinguish them. */
  color?: boolean;
  /** Time spans to mark on the time axis, in Unix seconds. */
  regions?: readonly { start: number; end: number }[];
  /** IANA name, for the time axis; by default the local one. */
  timeZone?: string;
  /** Writes the labels of the value axis; by default as plain numbers. */
  format?: (value: number) => string;
}

/** If the plot would be narrower than this, the value axis is left out. */
const MIN_PLOT_WIDTH = 12;
/** Lines of the time axis: the ruler and its labels. */
const TIME_AXIS_LINES = 2;
/** Lines between value ticks, about. */
const LINES_PER_TICK = 2.5;
/** Without colour, columns between two letters on a line, about. */
const LETTER_EVERY = 16;

/** As {@link chartLines}, printed. */
export function renderChart(series: readonly RangeSeries[], options: ChartOptions): string {
  return paint(chartLines(series, options).map(trimEnd), options.color ?? false);
}

/**
 * Range series as lines of braille dots, with a value axis and a time axis: exactly `height` lines.
 *
 * NaN and missing samples leave gaps; ±Infinity is marked ▲ at the top or ▼ at the bottom; a sample without
 * neighbours is a dot. Only the series that reach highest are drawn: {@link legendLines} lists them, and counts the
 * others.
 */
export function chartLines(series: readonly RangeSeries[], options: ChartOptions): Line[] {
  const drawn = drawnSeries(series).series;
  const width = Math.max(1, Math.floor(options.width));
  const height = Math.max(1, Math.floor(options.height));
  const rows = height > TIME_AXIS_LINES + 1 ? height - TIME_AXIS_LINES : height;
  const finite = drawn.flatMap(({ samples }) => samples.map(({ value }) => value).filter(Number.isFinite));
  const axis = valueAxis(finite, Math.floor(rows / LINES_PER_TICK), options.format);

  const labelWidth = widest(axis.ticks.map(({ label }) => label));
  const gutter = width - labelWidth - 2 >= MIN_PLOT_WIDTH ? labelWidth + 2 : 0;
  const canvas = new BrailleCanvas(width - gutter, rows);
  const place: Place = {
    x: (time) => scale(time, options.start, options.end, canvas.width),
    y: (value) => scale(value, axis.top, axis.bottom, canvas.height),
  };
  drawLines(canvas, drawn, place, options);

  const plot = canvas.cells().map((cells) => joinCells(cells, options.color ?? false));
  const lines = gutter === 0 ? plot : beside(valueLabels(axis, rows, place, labelWidth), plot);
  if (rows < height) {
    const [ruler, times] = timeAxis(options, canvas.columns, place);
    const indent = ' '.repeat(Math.max(0, gutter - 1));
    lines.push([...(gutter === 0 ? [] : [{ text: `${indent}└` }]), ...ruler]);
    lines.push([{ text: gutter === 0 ? times : `${indent} ${times}` }]);
  }
  return lines;
}

/** Maps times and values to dots of the canvas. */
interface Place {
  x: (time: number) => number;
  y: (value: number) => number;
}

/** Maps first…last to the dots 0…size-1; if both are the same, to the middle. */
function scale(value: number, first: number, last: number, size: number): number {
  const share = first === last ? 0.5 : (value - first) / (last - first);
  return Math.round(Math.min(1, Math.max(0, share)) * (size - 1));
}

function drawLines(
  canvas: BrailleCanvas,
  drawn: readonly DrawnSeries[],
  place: Place,
  options: ChartOptions,
): void {
  // From the last to the first, so that where lines cross, the first in the legend is in front.
  for (const { index: owner, samples } of [...drawn].reverse()) {
    for (const run of unbrokenRuns(samples, options)) drawRun(canvas, run, place, owner);
    for (const { time, value } of samples) {
      if (value === Infinity) canvas.mark(place.x(time), 0, '▲', owner);
      if (value === -Infinity) canvas.mark(place.x(time), canvas.height - 1, '▼', owner);
    }
  }
  if (options.color || drawn.length < 2) return;
  for (const { index: owner, samples } of drawn) {
    const middle = Math.floor(((owner + 0.5) * LETTER_EVERY) / drawn.length);
    for (const { time, value } of letterSamples(samples, middle, (at) => Math.floor(place.x(at) / 2))) {
      canvas.mark(place.x(time), place.y(value), seriesLetter(owner), owner);
    }
  }
}

function drawRun(canvas: BrailleCanvas, run: readonly Sample[], { x, y }: Place, owner: number): void {
  const [first] = run;
  if (run.length === 1 && first) canvas.mark(x(first.time), y(first.value), '•', owner);
  for (const [i, to] of run.slice(1).entries()) {
    const from = run[i]!;
    canvas.line(x(from.time), y(from.value), x(to.time), y(to.value), owner);
  }
}

/** Finite samples within the chart, split at gaps. */
function unbrokenRuns(samples: readonly Sample[], { start, end, step }: ChartOptions): Sample[][] {
  const runs: Sample[][] = [];
  let previous = -Infinity;
  for (const sample of samples) {
    if (!Number.isFinite(sample.value) || sample.time < start || sample.time > end) continue;
    if (sample.time - previous > step * 1.5) runs.push([]);
    runs.at(-1)!.push(sample);
    previous = sample.time;
  }
  return runs;
}

/** The samples nearest to every LETTER_EVERYth column. */
function letterSamples(
  samples: readonly Sample[],
  offset: number,
  column: (time: number) => number,
): Iterable<Sample> {
  const nearest = new Map<number, { sample: Sample; distance: number }>();
  for (const sample of samples) {
    if (!Number.isFinite(sample.value)) continue;
    const stretch = Math.floor(column(sample.time) / LETTER_EVERY);
    const distance = Math.abs(column(sample.time) - stretch * LETTER_EVERY - offset);
    if (distance < (nearest.get(stretch)?.distance ?? Infinity)) nearest.set(stretch, { sample, distance });
  }
  return [...nearest.values()].map(({ sample }) => sample);
}

/** One line of the plot; neighbours of the same series are one segment. */
function joinCells(cells: readonly (Cell | undefined)[], color: boolean): Segment[] {
  const parts: Segment[] = [];
  for (let i = 0; i < cells.length;) {
    const owner = cells[i]?.owner;
    let text = '';
    for (; i < cells.length && cells[i]?.owner === owner; i++) text += cells[i]?.text ?? ' ';
    parts.push({ text, ...(color && owner !== undefined && { tone: seriesTone(owner) }) });
  }
  return parts;
}

function valueLabels({ ticks }: ValueAxis, rows: number, { y }: Place, width: number): string[] {
  const labels = Array.from({ length: rows }, () => `${' '.repeat(width)} │`);
  for (const { value, label } of ticks) labels[Math.floor(y(value) / 4)] = `${padStart(label, width)} ┤`;
  return labels;
}

function beside(left: readonly string[], right: readonly Line[]): Line[] {
  return left.map((text, i) => [{ text }, ...right[i]!]);
}

/** The ruler under the plot and the labels below it. */
function timeAxis(
  { start, end, timeZone, regions = [] }: ChartOptions,
  columns: number,
  { x }: Place,
): [ruler: Line, labels: string] {
  const ruler = Array.from({ length: columns }, () => '─');
  const labels = Array.from({ length: columns }, () => ' ');
  let free = 0;
  for (const { value, label } of timeTicks(start, end, columns, timeZone)) {
    const column = Math.floor(x(value) / 2);
    ruler[column] = '┬';
    const from = Math.min(Math.max(0, column - Math.floor(label.length / 2)), columns - label.length);
    if (from < free) continue; // or the label is longer than the axis
    labels.splice(from, label.length, ...label);
    free = from + label.length + 1;
  }
  const isMarked = ruler.map(() => false);
  for (const region of regions) {
    if (region.end < start || region.start > end) continue;
    isMarked.fill(true, Math.floor(x(region.start) / 2), Math.floor(x(region.end) / 2) + 1);
  }
  return [rulerLine(ruler, isMarked), labels.join('')];
}

/** The ruler, thick where it is marked. */
function rulerLine(ruler: readonly string[], isMarked: readonly boolean[]): Line {
  const parts: Segment[] = [];
  for (let i = 0; i < ruler.length;) {
    const marked = isMarked[i];
    let text = '';
    for (; i < ruler.length && isMarked[i] === marked; i++) {
      text += marked ? (ruler[i] === '┬' ? '┯' : '━') : ruler[i];
    }
    parts.push(marked ? { text, tone: 'bad' } : { text });
  }
  return parts;
}
