import type { Labels, QueryResult, Sample } from '../../prometheus/types.js';

/**
 * Two queries mean the same when they evaluate to the same at the same instants: the same type, the same label sets,
 * values within a relative 1e-6. A series must be there at the same instants: one that began later, ended (which
 * Prometheus marks as stale) or is filtered away is missing, not zero. Native histograms are not numbers: what holds
 * any is equal to nothing.
 */

/** Room for floating point sums taken in another order, and nothing else. */
const RELATIVE_TOLERANCE = 1e-6;
/** Where a difference should be zero, floating point leaves dust: this much counts as zero. */
const DUST = 1e-12;

/** What a query gave for one label set at one instant: a number, a string, or the samples of a range. */
export type Cell = number | string | readonly Sample[];

export interface Row {
  labels: Labels;
  /** One an instant, oldest first; undefined if the series was not there. */
  cells: readonly (Cell | undefined)[];
}

/** One query's results at several instants, side by side. Scalars and strings are one row without labels. */
export interface Evaluation {
  type: QueryResult['resultType'];
  instants: number;
  rows: readonly Row[];
  /** What Prometheus remarked on it. */
  notes?: { warnings: readonly string[]; infos: readonly string[] };
  /** True if native histograms were left out, so that the rows are not the whole result. */
  partial?: boolean;
}

/** Rows of both sides under the same label set. */
export interface Pair {
  labels: Labels;
  reference: Row;
  answer: Row;
  equal: boolean;
}

export interface Comparison {
  equal: boolean;
  sameType: boolean;
  pairs: readonly Pair[];
  /** In the reference only. */
  missing: readonly Row[];
  /** In the answer only. */
  extra: readonly Row[];
}

/** Joins the results of one query at several instants, oldest first, into rows. */
export function joinInstants(results: readonly QueryResult[]): Evaluation {
  const rows = new Map<string, { labels: Labels; cells: (Cell | undefined)[] }>();
  results.forEach((result, instant) => {
    for (const [labels, cell] of cellsOf(result)) {
      const key = labelKey(labels);
      const row = rows.get(key) ?? { labels, cells: results.map(() => undefined) };
      row.cells[instant] = cell;
      rows.set(key, row);
    }
  });
  const type = results[0]?.resultType ?? 'vector';
  return { type, instants: results.length, rows: [...rows.values()], ...remarksOf(results) };
}

/** What Prometheus remarked on results, each remark once, and whether they are whole. */
export function remarksOf(results: readonly QueryResult[]): Pick<Evaluation, 'notes' | 'partial'> {
  const [warnings, infos] = (['warnings', 'infos'] as const).map((kind) => [
    ...new Set(results.flatMap((result) => result[kind])),
  ]) as [string[], string[]];
  return {
    ...(warnings.length + infos.length > 0 && { notes: { warnings, infos } }),
    ...(results.some(({ nativeHistograms }) => nativeHistograms !== undefined) && { partial: true }),
  };
}

/** True if some instant has no result at all. */
export function hasEmptyInstant({ instants, rows }: Evaluation): boolean {
  return Array.from({ length: instants }).some((_, i) => rows.every(({ cells }) => cells[i] === undefined));
}

/**
 * Matches rows by label set and compares their values at every instant.
 * @param options.metricName whether the metric name counts as a label; otherwise it does only where, without it, two
 * rows
 *   of one side could not be told apart
 */
export function compareEvaluations(
  reference: Evaluation,
  answer: Evaluation,
  options: { metricName?: boolean } = {},
): Comparison {
  const named = options.metricName === true || [reference, answer].some(hasDuplicatesWithoutName);
  const [left, right] = [reference, answer].map(({ rows }) => byLabels(rows, named)) as [RowIndex, RowIndex];
  const pairs: Pair[] = [];
  const missing: Row[] = [];
  for (const [key, row] of left) {
    const other = right.get(key);
    if (!other) {
      missing.push(row);
    } else {
      const equal = row.cells.every((cell, i) => sameCell(cell, other.cells[i]));
      pairs.push({ labels: row.labels, reference: row, answer: other, equal });
    }
  }
  const extra = [...right].flatMap(([key, row]) => (left.has(key) ? [] : [row]));
  const sameType = reference.type === answer.type;
  const whole = !reference.partial && !answer.partial;
  const equal =
    sameType && whole && missing.length === 0 && extra.length === 0 && pairs.every((pair) => pair.equal);
  return { equal, sameType, pairs, missing, extra };
}

/** NaN equals NaN, infinities by sign, numbers within the relative tolerance. */
export function sameNumber(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const difference = Math.abs(a - b);
  return difference <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) || difference <= DUST;
}

/** A label set as one string: equal for equal sets, whatever their order. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function withoutName({ __name__: _, ...labels }: Labels): Labels {
  return labels;
}

type RowIndex = ReadonlyMap<string, Row>;

function byLabels(rows: readonly Row[], named: boolean): RowIndex {
  return new Map(
    rows.map((row) => {
      const labels = named ? row.labels : withoutName(row.labels);
      return [labelKey(labels), { ...row, labels }];
    }),
  );
}

function hasDuplicatesWithoutName({ rows }: Evaluation): boolean {
  if (!rows.some(({ labels }) => '__name__' in labels)) return false;
  return new Set(rows.map(({ labels }) => labelKey(withoutName(labels)))).size < rows.length;
}

function cellsOf(result: QueryResult): (readonly [Labels, Cell])[] {
  switch (result.resultType) {
    case 'vector':
      return result.series.map(({ labels, sample }) => [labels, sample.value] as const);
    case 'matrix':
      return result.series.map(({ labels, samples }) => [labels, samples] as const);
    case 'scalar':
      return [[{}, result.sample.value]];
    case 'string':
      return [[{}, result.value]];
  }
}

function sameCell(a: Cell | undefined, b: Cell | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return sameNumber(a, b);
  if (typeof a === 'object' && typeof b === 'object') {
    return (
      a.length === b.length &&
      a.every(({ time, value }, i) => time === b[i]?.time && sameNumber(value, b[i].value))
    );
  }
  return a === b;
}
