import type { Sample } from '../../prometheus/types.js';

/** Reduces a series to one number for stats, gauges and legends. */

const CALCULATIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  first: (values) => values[0]!,
  firstNotNull: (values) => values[0]!,
  last: (values) => values.at(-1)!,
  lastNotNull: (values) => values.at(-1)!,
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  sum: (values) => values.reduce((a, b) => a + b, 0),
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  count: (values) => values.length,
  range: (values) => values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)),
  diff: (values) => values.at(-1)! - values[0]!,
};

/**
 * The result of one of Grafana's calculations for a series; NaN without samples. An unknown calculation counts as
 * `lastNotNull`. NaN samples count as missing, except for `last`.
 */
export function reduceSamples(calc: string, samples: readonly Sample[]): number {
  if (calc === 'last') return samples.at(-1)?.value ?? NaN;
  const values = samples.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return NaN;
  return (Object.hasOwn(CALCULATIONS, calc) ? CALCULATIONS[calc]! : CALCULATIONS['lastNotNull']!)(values);
}
