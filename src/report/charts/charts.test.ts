import { expect, it } from 'vitest';
import { savedRun } from '../../../test/fixtures/saved-runs.js';
import type { ReadRun } from '../../load/saved/saved-run-schema.js';
import { columnsOf } from '../columns.js';
import { answersOverTime, latencyFigure, type latencyOverTime, saturationOverTime } from './charts.js';
import { readDistribution } from './distribution.js';
import { growthFigure } from './growth-chart.js';

const heavy = savedRun({ tier: 'heavy', users: 1000 }) as ReadRun;
const light = savedRun({ tier: 'light', users: 40, spawnRate: 5 }) as ReadRun;
const figureOf = (run: ReadRun, make: typeof latencyOverTime) => make(columnsOf([run])).charts[0]!;

it('leaves the partial last second out of rates', () => {
  const rest = { ...heavy.intervals.at(-1)!, second: 60.1, seconds: 0.1, responses: 200 };
  const { xs, range } = figureOf({ ...heavy, intervals: [...heavy.intervals, rest] }, answersOverTime);
  expect(xs).toHaveLength(heavy.intervals.length);
  expect(range).toEqual({ from: 0, to: 60 });
});

it('stacks the rates of good answers and of every kind of failure', () => {
  const slow = heavy.intervals.map((interval) => ({ ...interval, seconds: 2 }));
  const { lines, stacked } = figureOf({ ...heavy, intervals: slow }, answersOverTime);
  expect(stacked).toBe(true);
  expect(lines.map(({ name }) => name)).toEqual(['2xx', 'HTTP 503']);
  const sums = heavy.intervals.map((_, i) => lines.reduce((sum, { values }) => sum + values[i]!, 0));
  expect(sums).toEqual(heavy.intervals.map(({ responses }) => responses / 2));
});

it('puts Prometheus’ points at the nearest seconds, with gaps if there are none', () => {
  const [first, , third] = heavy.intervals.map(({ time }) => time) as [number, number, number];
  const poolWaiting = [
    [first + 0.3, 1],
    [third - 0.4, 3],
    [third + 30, 9],
  ] as const;
  const run = { ...heavy, serverSeries: { ...heavy.serverSeries!, poolWaiting } };
  const [pool] = saturationOverTime(columnsOf([run]));
  const { values } = pool!.charts[0]!.lines[0]!;
  expect(values.slice(0, 5)).toEqual([1, 3, 3, null, null]);
  expect(saturationOverTime(columnsOf([{ ...heavy, serverSeries: null }]))).toEqual([]);
});

it('shows throughput over users, from the ramp of the run with the most users', () => {
  const { charts, note } = growthFigure(columnsOf([light, heavy]))!;
  expect(note).toContain('heavy');
  expect(charts.map(({ title }) => title)).toEqual(['Good answers per second', 'p95', 'Errors']);
  const [good, , errors] = charts;
  expect(good!.xs).toEqual(Array.from({ length: 49 }, (_, i) => 40 + 20 * i));
  expect(errors!.lines[0]!.values[0]).toBe(0);
  expect(errors!.lines[0]!.values.at(-1)).toBeCloseTo(0.4, 2);
  const short = savedRun({ tier: 'short', users: 10, spawnRate: 10 }) as ReadRun;
  expect(growthFigure(columnsOf([short]))).toBeUndefined();
});

it('draws percentiles only as far as the run’s answers allow', () => {
  const runs = [light, heavy];
  const distributions = runs.map(({ histogram }) => readDistribution(histogram));
  const [curve, spread] = latencyFigure(columnsOf(runs), distributions).charts;
  const ends = distributions.map((distribution) => distribution!.curve.at(-1)!.nines);
  curve!.lines.forEach(({ values }, i) => {
    const last = values.findLastIndex((value) => value !== null);
    expect(Math.abs(curve!.xs[last]! - ends[i]!)).toBeLessThan(0.05);
  });
  for (const { values } of spread!.lines) {
    expect(values.reduce((sum: number, value) => sum + value!, 0)).toBeCloseTo(1, 6);
  }
});
