import type { Sample } from '../prometheus/types.js';

/** Series on one grid of instants, as charts need them. */

export type Values = readonly (number | null)[];

export interface Grid {
  /** Unix seconds; instants are at start, start + step, … */
  start: number;
  end: number;
  step: number;
}

/** The grid's instants. */
export function instantsOf({ start, end, step }: Grid): number[] {
  const count = Math.max(0, Math.floor((end - start) / step + 1e-6)) + 1;
  return Array.from({ length: count }, (_, i) => start + i * step);
}

/** A series' values on the grid: null if there is no sample, so that lines have gaps where data is missing. */
export function alignSamples(samples: readonly Sample[], grid: Grid): (number | null)[] {
  const values = instantsOf(grid).map((): number | null => null);
  for (const { time, value } of samples) {
    const i = Math.round((time - grid.start) / grid.step);
    if (i >= 0 && i < values.length && Number.isFinite(value)) values[i] = value;
  }
  return values;
}

/**
 * Each series on top of those before it. Hidden ones add nothing; gaps stay gaps and count as zero for those above.
 */
export function stackValues(series: readonly Values[], visible: readonly boolean[]): (number | null)[][] {
  const sums = new Map<number, number>();
  return series.map((values, s) =>
    values.map((value, i) => {
      if (value === null) return null;
      const sum = (sums.get(i) ?? 0) + value;
      if (visible[s]) sums.set(i, sum);
      return sum;
    }),
  );
}

/** The value that a line ends with; null if it ended earlier: an old value isn't the current one. */
export function endValue(values: Values): number | null {
  return values.slice(-3).findLast((value) => value !== null) ?? null;
}

/** Indices of values without neighbours: a line through them has no length, so they are drawn as points. */
export function isolated(values: Values): number[] {
  return values.flatMap((value, i) =>
    value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : [],
  );
}

/**
 * The range of the vertical axis: from zero if nothing is negative (then a line's height means something), with some
 * room above.
 * @param limits the panel's own min and max, which take precedence
 */
export function verticalRange(
  low: number | null,
  high: number | null,
  limits: { min: number | undefined; max: number | undefined },
): [number, number] {
  const { min = Math.min(0, (low ?? 0) * 1.08), max = Math.max(0, (high ?? 0) * 1.08) } = limits;
  if (max > min) return [min, max];
  return limits.max !== undefined && limits.min === undefined ? [max - 1, max] : [min, min + 1];
}
