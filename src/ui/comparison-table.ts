import {
  sameNumber,
  withoutName,
  type Cell,
  type Comparison,
  type Evaluation,
  type Row,
} from '../promql/compare.js';
import type { Labels } from '../prometheus/types.js';
import { formatNumber } from './format.js';
import { compareLabels, labelNames } from './labels.js';
import { line, type Line, type Tone } from './rich-text.js';
import { renderTable, type TableRow } from './table.js';

/** Two results side by side: what differs, and nothing of how it was asked for. Pure. */

interface Difference {
  labels: Labels;
  mark: '≠' | '−' | '+';
  expected: string;
  yours: string;
}

const TONE_OF: Readonly<Record<Difference['mark'], Tone>> = { '≠': 'bad', '−': 'warn', '+': 'bad' };

/**
 * The rows that differ. `−` is only in the reference, `+` only in the answer, `≠` has another value; labels that one side
 * lacks bear the same marks. No rows where the results are of different types: that is said in words.
 */
export function comparisonTable(comparison: Comparison, width: number, maxRows: number): Line[] {
  if (!comparison.sameType) return [];
  const differences = [
    ...differing(comparison.pairs),
    ...missing(comparison.missing),
    ...extra(comparison.extra),
  ];
  const shown = pick(differences, maxRows);
  const labels = relevantLabels(
    shown.map((difference) => difference.labels),
    comparison,
  );
  const rows = shown.map(({ mark, expected, yours, ...row }): TableRow => ({
    key: mark,
    labels: labels(row.labels),
    values: [expected, yours],
  }));
  if (rows.length === 0) return [];
  const text = renderTable(rows, { valueHeaders: ['expected', 'yours'], width }).split('\n');
  const heads = text.length - rows.length;
  const hidden = differences.length - shown.length;
  return [
    ...text.map((row, i) => line(row, i < heads ? 'dim' : TONE_OF[shown[i - heads]!.mark])),
    ...(hidden > 0 ? [line(`   and ${hidden} more`, 'dim')] : []),
  ];
}

/** The first rows of a result, newest values, with a heading. */
export function resultTable({ rows, type }: Evaluation, width: number, maxRows: number): Line[] {
  if (type === 'scalar' || type === 'string')
    return rows.slice(0, 1).map(({ cells }) => line(showCell(newest(cells))));
  const sorted = [...rows].sort((a, b) => compareLabels(a.labels, b.labels));
  const shown = sorted
    .slice(0, maxRows)
    .map(({ labels, cells }) => ({ labels, values: [showCell(newest(cells))] }));
  if (shown.length === 0) return [];
  const common = commonLabels(shown.map(({ labels }) => labels));
  const table = renderTable(
    shown.map((row) => ({ ...row, labels: without(row.labels, common) })),
    { valueHeaders: ['value'], width },
  ).split('\n');
  const hidden = rows.length - shown.length;
  return [...table.map((row) => line(row)), ...(hidden > 0 ? [line(`and ${hidden} more`, 'dim')] : [])];
}

function differing(pairs: Comparison['pairs']): Difference[] {
  return pairs
    .filter(({ equal }) => !equal)
    .map(({ labels, reference, answer }) => {
      const at = reference.cells.findLastIndex((cell, i) => !looksSame(cell, answer.cells[i]));
      return {
        labels,
        mark: '≠',
        expected: showCell(reference.cells[at]),
        yours: showCell(answer.cells[at]),
      } as const;
    })
    .sort(byLabels);
}

function missing(rows: readonly Row[]): Difference[] {
  return rows
    .map(
      ({ labels, cells }) =>
        ({ labels, mark: '−', expected: showCell(newest(cells)), yours: 'none' }) as const,
    )
    .sort(byLabels);
}

function extra(rows: readonly Row[]): Difference[] {
  return rows
    .map(
      ({ labels, cells }) =>
        ({ labels, mark: '+', expected: 'none', yours: showCell(newest(cells)) }) as const,
    )
    .sort(byLabels);
}

/** As many as there is room for, some of every kind. */
function pick(differences: readonly Difference[], maxRows: number): Difference[] {
  const kinds = (['≠', '−', '+'] as const).map((mark) => differences.filter((item) => item.mark === mark));
  const quota = kinds.map(() => 0);
  for (let left = Math.min(maxRows, differences.length); left > 0;) {
    kinds.forEach((kind, i) => {
      if (left === 0 || quota[i]! >= kind.length) return;
      quota[i]!++;
      left--;
    });
  }
  return kinds.flatMap((kind, i) => kind.slice(0, quota[i]));
}

/** Drops labels that are the same everywhere, and marks those that one side lacks. */
function relevantLabels(
  shown: readonly Labels[],
  { pairs, missing, extra }: Comparison,
): (labels: Labels) => Labels {
  const wanted = labelNames([...pairs, ...missing].map(({ labels }) => withoutName(labels)));
  const given = labelNames([...pairs, ...extra].map(({ labels }) => withoutName(labels)));
  const bothSides = pairs.length > 0 || (missing.length > 0 && extra.length > 0);
  const mark = (name: string): string => {
    if (!bothSides || name === '__name__') return name;
    return given.includes(name) ? (wanted.includes(name) ? name : `+${name}`) : `−${name}`;
  };
  const common = commonLabels(shown);
  return (labels) =>
    Object.fromEntries(Object.entries(without(labels, common)).map(([name, value]) => [mark(name), value]));
}

function commonLabels(sets: readonly Labels[]): string[] {
  if (sets.length < 2) return ['instance', 'job'];
  return labelNames(sets).filter((name) => sets.every((labels) => labels[name] === sets[0]![name]));
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

function byLabels(a: Difference, b: Difference): number {
  return compareLabels(a.labels, b.labels);
}

function newest(cells: readonly (Cell | undefined)[]): Cell | undefined {
  return cells.findLast((cell) => cell !== undefined);
}

function looksSame(a: Cell | undefined, b: Cell | undefined): boolean {
  return typeof a === 'number' && typeof b === 'number' ? sameNumber(a, b) : a === b;
}

function showCell(cell: Cell | undefined): string {
  if (cell === undefined) return 'none';
  if (typeof cell === 'number') return formatNumber(cell);
  return typeof cell === 'string' ? JSON.stringify(cell) : `${cell.length} samples`;
}
