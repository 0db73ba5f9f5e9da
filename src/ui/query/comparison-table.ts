import type { Labels } from '../../prometheus/types.js';
import {
  type Cell,
  type Comparison,
  type Evaluation,
  labelKey,
  type Pair,
  type Row,
  sameNumber,
} from '../../promql/meaning/compare.js';
import { formatNumber } from '../../util/number-format.js';
import { compareLabels, labelNames } from '../text/labels.js';
import { type Line, line, type Segment } from '../text/line.js';
import { tableLines, type TableRow } from '../text/table.js';
import type { Tone } from '../text/tones.js';

/** Two results side by side: only the rows that differ. */

interface Difference {
  labels: Labels;
  mark: '≠' | '−' | '+';
  reference: Cell | undefined;
  answer: Cell | undefined;
}

const TARGET_LABELS: readonly string[] = ['instance', 'job'];
const TONE_OF: Readonly<Record<Difference['mark'], Tone>> = { '≠': 'bad', '−': 'warn', '+': 'bad' };

/**
 * The rows that differ. `−` is only in the reference, `+` only in the answer, `≠` has another value; labels that only
 * one side has get the same marks. Empty if the results have different types: a diagnosis says so.
 */
export function comparisonTable(comparison: Comparison, width: number, maxRows: number): Line[] {
  if (!comparison.sameType) return [];
  const { pairs, missing, extra } = comparison;
  const differences = [
    ...pairs.filter(({ equal }) => !equal).map(differing),
    ...missing.map(lacking),
    ...extra.map(surplus),
  ];
  const shown = pick(differences, maxRows);
  if (shown.length === 0) return [];
  const show = labelView(comparison);
  const table = tableLines(
    shown.map(({ mark, labels, reference, answer }): TableRow => ({
      key: { text: mark, tone: TONE_OF[mark] },
      labels: show(labels),
      values: [showCell(reference), showCell(answer)],
      tone: TONE_OF[mark],
    })),
    { valueHeaders: ['expected', 'yours'], width },
  );
  const hidden = differences.length - shown.length;
  return [...table, ...(hidden > 0 ? [line(`   and ${hidden} more`, 'dim')] : [])];
}

/** Additions to a table's labels and values, by the key of a row's labels. */
export interface RowMarks {
  /** Before the row, one column wide. */
  keys?: ReadonlyMap<string, Segment>;
  /** After the value, with a heading. */
  course?: { header: string; of: (key: string) => string };
}

/** The rows of a result with their newest values. */
export function resultTable(
  result: Evaluation,
  width: number,
  maxRows: number,
  { keys = new Map(), course }: RowMarks = {},
): Line[] {
  const { rows, type } = result;
  const bare = rows.length === 1 && Object.keys(rows[0]!.labels).length === 0;
  if (type === 'scalar' || type === 'string' || bare) {
    return rows.map(({ cells }) => line(`Result: ${showCell(newest(cells))}`));
  }
  const shown = inOrderOf(keys, largestRows(result, maxRows));
  if (shown.length === 0) return [];
  const common = commonLabels(rows.map(({ labels }) => labels));
  const table = tableLines(
    shown.map(({ labels, cells }): TableRow => ({
      labels: without(labels, common),
      values: [showCell(newest(cells)), ...(course ? [course.of(labelKey(labels))] : [])],
      ...(keys.size > 0 && { key: keys.get(labelKey(labels)) ?? { text: ' ' } }),
    })),
    { valueHeaders: ['value', ...(course ? [course.header] : [])], width },
  );
  const hidden = rows.length - shown.length;
  return [...table, ...(hidden > 0 ? [line(`and ${hidden} more`, 'dim')] : [])];
}

/** A chart's legend lists its lines from the front to the back; rows without a line come last. */
function inOrderOf(keys: ReadonlyMap<string, Segment>, rows: readonly Row[]): readonly Row[] {
  if (keys.size === 0) return rows;
  const places = new Map([...keys.keys()].map((key, place) => [key, place]));
  const place = ({ labels }: Row): number => places.get(labelKey(labels)) ?? keys.size;
  return [...rows].sort((a, b) => place(a) - place(b));
}

/** In the order of their labels. If not all fit, those with the largest values: idle series show little. */
export function largestRows({ rows }: Evaluation, maxRows: number): Row[] {
  return [...rows]
    .sort((a, b) => size(newest(b.cells)) - size(newest(a.cells)))
    .slice(0, maxRows)
    .sort((a, b) => compareLabels(a.labels, b.labels));
}

function differing({ labels, reference, answer }: Pair): Difference {
  const at = reference.cells.findLastIndex((cell, i) => !looksSame(cell, answer.cells[i]));
  return { labels, mark: '≠', reference: reference.cells[at], answer: answer.cells[at] };
}

function lacking({ labels, cells }: Row): Difference {
  return { labels, mark: '−', reference: newest(cells), answer: undefined };
}

function surplus({ labels, cells }: Row): Difference {
  return { labels, mark: '+', reference: undefined, answer: newest(cells) };
}

/** As many as fit, some of every kind, the largest of each: idle series show little. */
function pick(differences: readonly Difference[], maxRows: number): Difference[] {
  const kinds = (['≠', '−', '+'] as const).map((mark) => {
    const kind = differences.filter((difference) => difference.mark === mark);
    return kind.sort((a, b) => size(b.reference ?? b.answer) - size(a.reference ?? a.answer));
  });
  const quota = kinds.map(() => 0);
  for (let left = Math.min(maxRows, differences.length); left > 0;) {
    kinds.forEach((kind, i) => {
      if (left === 0 || quota[i]! >= kind.length) return;
      quota[i]!++;
      left--;
    });
  }
  return kinds.flatMap((kind, i) =>
    kind.slice(0, quota[i]).sort((a, b) => compareLabels(a.labels, b.labels)),
  );
}

/** Leaves out labels that are the same in all series of both sides, and marks those that only one side has. */
function labelView({ pairs, missing, extra }: Comparison): (labels: Labels) => Labels {
  const [reference, answer] = [
    [...pairs, ...missing].map(({ labels }) => labels),
    [...pairs, ...extra].map(({ labels }) => labels),
  ];
  const [referenceNames, answerNames] = [labelNames(reference), labelNames(answer)];
  const mark = (name: string): string => {
    if (reference.length === 0 || answer.length === 0) return name;
    if (!answerNames.includes(name)) return `−${name}`;
    return referenceNames.includes(name) ? name : `+${name}`;
  };
  const common = commonLabels([...reference, ...answer]);
  return (labels) =>
    Object.fromEntries(Object.entries(without(labels, common)).map(([name, value]) => [mark(name), value]));
}

/** Labels that are the same everywhere; target labels too, if there are other labels and only one target. */
function commonLabels(sets: readonly Labels[]): string[] {
  const names = labelNames(sets);
  const several = new Set(sets.map(labelKey)).size > 1;
  const elsewhere = names.some((name) => !TARGET_LABELS.includes(name));
  const common = names.filter((name) => {
    const values = new Set(sets.map((labels) => labels[name]));
    if (TARGET_LABELS.includes(name) && elsewhere) values.delete(undefined);
    return values.size === 1 && (several || TARGET_LABELS.includes(name));
  });
  // A single series has to show something.
  return common.length === names.length ? [] : common;
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

function newest(cells: readonly (Cell | undefined)[]): Cell | undefined {
  return cells.findLast((cell) => cell !== undefined);
}

function size(cell: Cell | undefined): number {
  return typeof cell === 'number' && !Number.isNaN(cell) ? Math.abs(cell) : -1;
}

function looksSame(a: Cell | undefined, b: Cell | undefined): boolean {
  return typeof a === 'number' && typeof b === 'number' ? sameNumber(a, b) : a === b;
}

function showCell(cell: Cell | undefined): string {
  if (cell === undefined) return 'none';
  if (typeof cell === 'number') return formatNumber(cell);
  return typeof cell === 'string' ? JSON.stringify(cell) : `${cell.length} samples`;
}
