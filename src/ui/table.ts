import { Chalk } from 'chalk';
import type { Labels } from '../prometheus/types.js';
import { formatLabels, labelNames } from './labels.js';
import { padEnd, padStart, printable, truncate, widest } from './text.js';

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
 * What is too wide gives way in steps: labels that are the same in all rows move into a line above; then the widest
 * columns are cut; what still does not fit is written as one label set a row.
 */
export function renderTable(rows: readonly TableRow[], options: TableOptions): string {
  const names = labelNames(rows.map(({ labels }) => labels));
  const room = options.width - widthBesideLabels(rows, options);
  const all = labelColumns(rows, names);
  if (names.length > 0 && totalWidth(all) <= room) return renderColumns(rows, all, options);

  const common = rows.length > 1 ? names.filter((name) => isCommon(rows, name)) : [];
  const varying = all.filter(({ name }) => !common.includes(name));
  const fitting = shrink(varying, room);
  if (!fitting) return renderList(rows, room, options);
  const table = renderColumns(rows, fitting, options);
  return common.length > 0 ? `${commonLine(rows[0]!.labels, common, options)}\n${table}` : table;
}

interface Column {
  name: string;
  header: string;
  width: number;
}

function labelColumns(rows: readonly TableRow[], names: readonly string[]): Column[] {
  return names.map((name) => {
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

function isCommon(rows: readonly TableRow[], name: string): boolean {
  return rows.every(({ labels }) => labels[name] === rows[0]!.labels[name]);
}

function commonLine(labels: Labels, names: readonly string[], { width, color }: TableOptions): string {
  const text = formatLabels(Object.fromEntries(names.map((name) => [name, labels[name] ?? ''])));
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
