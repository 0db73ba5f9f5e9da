import { Chalk } from 'chalk';
import type { Labels } from '../../prometheus/types.js';
import { formatLabels, labelNames } from './labels.js';
import { padEnd, padStart, printable, truncate, widest } from '../../util/display-width.js';

export interface TableRow {
  labels: Labels;
  /** One text for each of the value columns. */
  values: readonly string[];
  /** One column wide, before the labels: the key of a legend. May hold colour. */
  key?: string;
}

export interface TableOptions {
  /** Headings of the value columns. */
  valueHeaders: readonly string[];
  /** Terminal columns. Values are never cut: where they alone are wider, so is the table. */
  width: number;
  color?: boolean;
}

const GAP = '  ';
/** A label column is not cut below this. */
const NARROWEST = 6;

/**
 * Series as an aligned table: a column a label, values to the right, rows in the order given. Pure.
 *
 * What is too wide gives way in steps: labels that are the same in all rows move into a line above, widest first, as many
 * as needed; then the widest columns are cut; what still does not fit is written as one label set a row.
 */
export function renderTable(rows: readonly TableRow[], options: TableOptions): string {
  const room = options.width - widthBesideLabels(rows, options);
  const all = labelColumns(rows);
  const moved = commonToMove(rows, all, room);
  const columns = shrink(
    all.filter((column) => !moved.includes(column)),
    room,
  );
  if (!columns) return renderList(rows, room, options);
  const table = renderColumns(rows, columns, options);
  return moved.length > 0 ? `${commonLine(rows[0]!.labels, moved, options)}\n${table}` : table;
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

/** Cuts the widest columns, one column of the terminal at a time; undefined where that is not enough. */
function shrink(columns: readonly Column[], room: number): Column[] | undefined {
  const fitting = columns.map((column) => ({ ...column }));
  while (totalWidth(fitting) > room) {
    const widest = fitting.reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= NARROWEST) return undefined;
    widest.width--;
  }
  return fitting.length > 0 ? fitting : undefined;
}

function totalWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, GAP.length * (columns.length - 1));
}

/** The columns that are better said once, so that the others fit. */
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

function commonLine(labels: Labels, columns: readonly Column[], { width, color }: TableOptions): string {
  const text = formatLabels(Object.fromEntries(columns.map(({ name }) => [name, labels[name] ?? ''])));
  return dim(truncate(`all: ${text}`, width), color);
}

function renderColumns(rows: readonly TableRow[], columns: readonly Column[], options: TableOptions): string {
  const cell = (text: string, width: number): string => padEnd(truncate(text, width), width);
  return assemble(rows, options, {
    heading: columns.map(({ header, width }) => cell(header, width)).join(GAP),
    labels: rows.map(({ labels }) =>
      columns.map(({ name, width }) => cell(printable(labels[name] ?? ''), width)).join(GAP),
    ),
  });
}

/** One label set a row. A single value needs no heading. */
function renderList(rows: readonly TableRow[], room: number, options: TableOptions): string {
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
  { valueHeaders, color }: TableOptions,
  { heading, labels }: { heading: string | undefined; labels: readonly string[] },
): string {
  const widths = valueWidths(rows, heading === undefined ? valueHeaders.map(() => '') : valueHeaders);
  const hasKeys = rows.some(({ key }) => key !== undefined);
  const line = (key: string, label: string, values: readonly string[]): string =>
    [...(hasKeys ? [key] : []), label, ...values.map((value, i) => padStart(value, widths[i]!))].join(GAP);
  const body = rows.map(({ values, key = ' ' }, i) => line(key, labels[i]!, values));
  return (heading === undefined ? body : [dim(line(' ', heading, valueHeaders), color), ...body]).join('\n');
}

function valueWidths(rows: readonly TableRow[], headers: readonly string[]): number[] {
  return headers.map((header, i) => widest([header, ...rows.map(({ values }) => values[i] ?? '')]));
}

function widthBesideLabels(rows: readonly TableRow[], { valueHeaders }: TableOptions): number {
  const key = rows.some((row) => row.key !== undefined) ? 1 + GAP.length : 0;
  return key + valueWidths(rows, valueHeaders).reduce((sum, width) => sum + GAP.length + width, 0);
}

function dim(text: string, color = false): string {
  return new Chalk({ level: color ? 1 : 0 }).dim(text);
}
