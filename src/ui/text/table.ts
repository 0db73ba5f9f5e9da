import type { Labels } from '../../prometheus/types.js';
import { padEnd, padStart, printable, truncate, widest } from '../../util/text/display-width.js';
import { formatLabels, labelNames } from './labels.js';
import { type Line, line, type Segment } from './line.js';
import { paint } from './paint.js';
import type { Tone } from './tones.js';

export interface TableRow {
  labels: Labels;
  /** One text per value column. */
  values: readonly string[];
  /** One column wide, before the labels: the key of a legend. */
  key?: Segment;
  /** The tone of everything in the row except its key. */
  tone?: Tone;
}

export interface TableOptions {
  /** Headings of the value columns. */
  valueHeaders: readonly string[];
  /** Terminal columns. Values are never cut: if they alone are wider, so is the table. */
  width: number;
}

const GAP = '  ';
const BLANK: Segment = { text: ' ' };
/** A label column is not cut below this. */
const MIN_COLUMN_WIDTH = 6;

/** As {@link tableLines}, printed. */
export function renderTable(
  rows: readonly TableRow[],
  { color = false, ...options }: TableOptions & { color?: boolean },
): string {
  return paint(tableLines(rows, options), color);
}

/**
 * Series as an aligned table: one column per label, values on the right, rows in the order given.
 *
 * A table that is too wide shrinks in steps. First, labels that are the same in all rows move into a line above,
 * widest first, as many as needed. Then the widest columns are cut. If that is not enough, each row shows its label
 * set in PromQL's notation.
 */
export function tableLines(rows: readonly TableRow[], options: TableOptions): Line[] {
  const room = options.width - widthBesideLabels(rows, options);
  const all = labelColumns(rows);
  const moved = commonToMove(rows, all, room);
  const columns = shrink(
    all.filter((column) => !moved.includes(column)),
    room,
  );
  if (!columns) return listLines(rows, room, options);
  const table = columnLines(rows, columns, options);
  return moved.length > 0 ? [commonLine(rows[0]!.labels, moved, options.width), ...table] : table;
}

interface Column {
  name: string;
  header: string;
  width: number;
}

function labelColumns(rows: readonly TableRow[]): Column[] {
  return labelNames(rows.map(({ labels }) => labels)).map((name) => {
    const header = name === '__name__' ? 'metric' : printable(name);
    const cells = rows.map(({ labels }) => printable(labels[name] ?? ''));
    return { name, header, width: widest([header, ...cells]) };
  });
}

/** Cuts the widest columns, one terminal column at a time; undefined if that is not enough. */
function shrink(columns: readonly Column[], room: number): Column[] | undefined {
  const fitting = columns.map((column) => ({ ...column }));
  while (totalWidth(fitting) > room) {
    const widest = fitting.reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= MIN_COLUMN_WIDTH) return undefined;
    widest.width--;
  }
  return fitting.length > 0 ? fitting : undefined;
}

function totalWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, GAP.length * (columns.length - 1));
}

/** The columns to show once, above the table, so that the others fit. */
function commonToMove(rows: readonly TableRow[], columns: readonly Column[], room: number): Column[] {
  const isCommon = ({ name }: Column): boolean =>
    rows.length > 1 && rows.every(({ labels }) => labels[name] === rows[0]!.labels[name]);
  const candidates = columns.filter(isCommon).sort((a, b) => b.width - a.width);
  const left = (count: number): Column[] =>
    columns.filter((column) => !candidates.slice(0, count).includes(column));
  let count = 0;
  while (count < candidates.length && totalWidth(left(count)) > room) count++;
  return candidates.slice(0, count);
}

function commonLine(labels: Labels, columns: readonly Column[], width: number): Line {
  const text = formatLabels(Object.fromEntries(columns.map(({ name }) => [name, labels[name] ?? ''])));
  return line(truncate(`all: ${text}`, width), 'dim');
}

function columnLines(rows: readonly TableRow[], columns: readonly Column[], options: TableOptions): Line[] {
  const cell = (text: string, width: number): string => padEnd(truncate(text, width), width);
  return assemble(rows, options, {
    heading: columns.map(({ header, width }) => cell(header, width)).join(GAP),
    labels: rows.map(({ labels }) =>
      columns.map(({ name, width }) => cell(printable(labels[name] ?? ''), width)).join(GAP),
    ),
  });
}

/** One label set per row. A single value needs no heading. */
function listLines(rows: readonly TableRow[], room: number, options: TableOptions): Line[] {
  const texts = rows.map(({ labels }) => truncate(formatLabels(labels), Math.max(1, room)));
  const width = widest(texts);
  return assemble(rows, options, {
    heading: options.valueHeaders.length > 1 ? ' '.repeat(width) : undefined,
    labels: texts.map((text) => padEnd(text, width)),
  });
}

/** Puts keys to the left and values to the right of label cells that are already aligned. */
function assemble(
  rows: readonly TableRow[],
  { valueHeaders }: TableOptions,
  { heading, labels }: { heading: string | undefined; labels: readonly string[] },
): Line[] {
  const widths = valueWidths(rows, heading === undefined ? valueHeaders.map(() => '') : valueHeaders);
  const hasKeys = rows.some(({ key }) => key !== undefined);
  const cells = (label: string, values: readonly string[]): string =>
    [label, ...values.map((value, i) => padStart(value, widths[i]!))].join(GAP);
  const row = (key: Segment, text: string, tone?: Tone): Line =>
    hasKeys ? [key, ...line(GAP + text, tone)] : line(text, tone);
  const body = rows.map(({ values, key = BLANK, tone }, i) => row(key, cells(labels[i]!, values), tone));
  return heading === undefined ? body : [row(BLANK, cells(heading, valueHeaders), 'dim'), ...body];
}

function valueWidths(rows: readonly TableRow[], headers: readonly string[]): number[] {
  return headers.map((header, i) => widest([header, ...rows.map(({ values }) => values[i] ?? '')]));
}

function widthBesideLabels(rows: readonly TableRow[], { valueHeaders }: TableOptions): number {
  const key = rows.some((row) => row.key !== undefined) ? 1 + GAP.length : 0;
  return key + valueWidths(rows, valueHeaders).reduce((sum, width) => sum + GAP.length + width, 0);
}
