import { errorRatio, goodResponses } from '../../load/generator/outcomes.js';
import { type Column, wholeIntervals } from '../columns.js';
import { CHART_COLORS } from './charts.js';
import type { ChartSpec, Figure } from './spec.js';

/** A line with fewer points shows nothing. */
const MIN_STEPS = 6;

/** Throughput over users, from the ramp of the run with the most users; undefined if the ramp was too short. */
export function growthFigure(columns: readonly Column[]): Figure | undefined {
  const last = columns.at(-1);
  if (!last) return undefined;
  const { run, name } = last;
  // The ramp: the number of users grows in each interval. The first interval has hardly any.
  const ramp = wholeIntervals(run).filter(({ users }, i, all) => i > 0 && users > (all[i - 1]?.users ?? 0));
  if (ramp.length < MIN_STEPS) return undefined;
  const xs = ramp.map(({ users }) => users);
  const chart = (
    id: string,
    title: string,
    unit: string,
    color: number,
    values: (number | null)[],
  ): ChartSpec => ({
    id,
    title,
    summary: `${title} while ${name} went from ${xs[0]} to ${xs.at(-1)} users.`,
    x: 'users',
    xs,
    range: { from: 0, to: xs.at(-1)! },
    lines: [{ name: title, color, values }],
    unit,
    stacked: false,
    fill: 14,
    scale: id,
    sync: 'users',
  });
  return {
    id: 'growth',
    title: 'The effect of more users',
    note: `From the ramp of ${name}, in which users started one by one.`,
    charts: [
      chart(
        'growth-good',
        'Good answers per second',
        'reqps',
        CHART_COLORS.blue,
        ramp.map((interval) => goodResponses(interval) / interval.seconds),
      ),
      chart(
        'growth-p95',
        'p95',
        'ms',
        CHART_COLORS.purple,
        ramp.map(({ latencyMs }) => latencyMs.p95),
      ),
      chart('growth-errors', 'Errors', 'percentunit', CHART_COLORS.red, ramp.map(errorRatio)),
    ],
  };
}
