import type { GeneratorHealth, Interval } from './messages.js';

/** A core this busy has no capacity left: the next request waits for the generator, not for the server. */
const CPU_FULL = 0.95;
/** If the event loop's lateness is this share of the median latency, half of the measured time is the generator's. */
const LAG_SHARE = 0.5;
/** Timers are always this late: less means nothing. */
const LAG_MS = 5;
/** The share of the run that must be like that: a short hiccup is not saturation. */
const SHARE = 0.2;
const MIN_INTERVALS = 2;

type Health = Pick<Interval, 'generator' | 'latencyMs'>;

/** Whether the generator was the slow part for a good part of a run. */
export function isGeneratorLimited(intervals: readonly Health[]): boolean {
  const limited = intervals.filter(isIntervalLimited).length;
  return limited >= MIN_INTERVALS && limited / intervals.length >= SHARE;
}

export function isIntervalLimited({ generator: { cpu, lagMeanMs }, latencyMs: { p50 } }: Health): boolean {
  return cpu >= CPU_FULL || (p50 !== null && lagMeanMs >= Math.max(LAG_MS, LAG_SHARE * p50));
}

/** The generator over a whole run: mean CPU and lateness, the worst second's p99 lateness, peak memory. */
export function healthOf(intervals: readonly Interval[]): GeneratorHealth {
  const seconds = intervals.reduce((sum, interval) => sum + interval.seconds, 0);
  const mean = (value: (health: GeneratorHealth) => number) =>
    intervals.reduce((sum, { generator, seconds: length }) => sum + value(generator) * length, 0) / seconds ||
    0;
  return {
    lagMeanMs: Number(mean(({ lagMeanMs }) => lagMeanMs).toFixed(1)),
    lagP99Ms: Math.max(0, ...intervals.map(({ generator }) => generator.lagP99Ms)),
    cpu: Number(mean(({ cpu }) => cpu).toFixed(3)),
    rssMb: Math.max(0, ...intervals.map(({ generator }) => generator.rssMb)),
  };
}
