import {
  labelKey,
  sameNumber,
  type Cell,
  type Comparison,
  type Evaluation,
  type Pair,
  type Row,
} from '../../promql/meaning/compare.js';
import type { Labels } from '../../prometheus/types.js';
import { formatNumber } from '../../util/number-format.js';
import { compareLabels, labelNames } from '../text/labels.js';
import { line, type Line, type Segment } from '../text/line.js';
import type { Tone } from '../text/tones.js';
import { tableLines, type TableRow } from '../text/table.js';

/** Two results side by side: what differs, and nothing of how it was asked for. Pure. */

interface Difference {
  labels: Labels;
  mark: '≠' | '−' | '+';
  expected: Cell | undefined;
  yours: Cell | undefined;
}

const TARGET_LABELS: readonly string[] = ['instance', 'job'];
const TONE_OF: Readonly<Record<Difference['mark'], Tone>> = { '≠': 'bad', '−': 'warn', '+': 'bad' };

/**
 * The rows that differ. `−` is only in the reference, `+` only in the answer, `≠` has another value; labels that one side
 * lacks bear the same marks. No rows where the results are of different types: that is said in words.
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
    shown.map(({ mark, labels, expected, yours }): TableRow => ({
      key: { text: mark, tone: TONE_OF[mark] },
      labels: show(labels),
      values: [showCell(expected), showCell(yours)],
      tone: TONE_OF[mark],
    })),
    { valueHeaders: ['expected', 'yours'], width },
  );
  const hidden = differences.length - shown.length;
  return [...table, ...(hidden > 0 ? [line(`   and ${hidden} more`, 'dim')] : [])];
}

/** What a table shows beside labels and values, by the key of a row's labels. */
export interface RowMarks {
  /** Before the row: one column wide. */
  keys?: ReadonlyMap<string, Segment>;
  /** Behind the value, with a heading. */
  course?: { header: string; of: (key: string) => string };
}

/** Rows of a result, newest values, with a heading. */
export function resultTable(
  result: Evaluation,
  width: number,
  maxRows: number,
  { keys = new Map(), course }: RowMarks = {},
): Line[] {
  const { rows, type } = result;
  const bare = rows.length === 1 && Object.keys(rows[0]!.labels).length === 0;
  if (type === 'scalar' || type === 'string' || bare)
    return rows.map(({ cells }) => line(`Result: ${showCell(newest(cells))}`));
  const shown = largestRows(result, maxRows);
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

/** By their labels. Where not all fit, the largest values: of many idle series there is little to see. */
export function largestRows({ rows }: Evaluation, maxRows: number): Row[] {
  return [...rows]
    .sort((a, b) => size(newest(b.cells)) - size(newest(a.cells)))
    .slice(0, maxRows)
    .sort((a, b) => compareLabels(a.labels, b.labels));
}

function differing({ labels, reference, answer }: Pair): Difference {
  const at = reference.cells.findLastIndex((cell, i) => !looksSame(cell, answer.cells[i]));
  return { labels, mark: '≠', expected: reference.cells[at], yours: answer.cells[at] };
}

function lacking({ labels, cells }: Row): Difference {
  return { labels, mark: '−', expected: newest(cells), yours: undefined };
}

function surplus({ labels, cells }: Row): Difference {
  return { labels, mark: '+', expected: undefined, yours: newest(cells) };
}

/** As many as there is room for, some of every kind, of each the largest: idle series tell little. */
function pick(differences: readonly Difference[], maxRows: number): Difference[] {
  const kinds = (['≠', '−', '+'] as const).map((mark) => {
    const kind = differences.filter((difference) => difference.mark === mark);
    return kind.sort((a, b) => size(b.expected ?? b.yours) - size(a.expected ?? a.yours));
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

/** Drops labels that are the same in all series of both sides, and marks those that only one side has. */
function labelView({ pairs, missing, extra }: Comparison): (labels: Labels) => Labels {
  const [wanted, given] = [
    [...pairs, ...missing].map(({ labels }) => labels),
    [...pairs, ...extra].map(({ labels }) => labels),
  ];
  const [wantedNames, givenNames] = [labelNames(wanted), labelNames(given)];
  const mark = (name: string): string => {
    if (wanted.length === 0 || given.length === 0) return name;
    return givenNames.includes(name) ? (wantedNames.includes(name) ? name : `+${name}`) : `−${name}`;
  };
  const common = commonLabels([...wanted, ...given]);
  return (labels) =>
    Object.fromEntries(Object.entries(without(labels, common)).map(([name, value]) => [mark(name), value]));
}

/** Labels that tell nothing apart; among other labels also those that only say where the one target is. */
function commonLabels(sets: readonly Labels[]): string[] {
  const names = labelNames(sets);
  const several = new Set(sets.map(labelKey)).size > 1;
  const elsewhere = names.some((name) => !TARGET_LABELS.includes(name));
  const common = names.filter((name) => {
    const values = new Set(sets.map((labels) => labels[name]));
    if (TARGET_LABELS.includes(name) && elsewhere) values.delete(undefined);
    return values.size === 1 && (several || TARGET_LABELS.includes(name));
  });
  // Of the only series, something has to be shown.
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
