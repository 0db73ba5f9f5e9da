import type { GeneratorHealth, Interval } from './messages.js';

/** A core this busy has nothing left: the next request waits for the generator, not for the server. */
const CPU_FULL = 0.95;
/** Where the event loop's lateness is this share of the median latency, half of what is measured is the generator. */
const LAG_SHARE = 0.5;
/** Less than that is no more than timers are late anyway. */
const LAG_MS = 5;
/** So much of the run must be like that: a moment's hiccup is none. */
const SHARE = 0.2;
const FEWEST = 2;

type Health = Pick<Interval, 'generator' | 'latencyMs'>;

/** Whether the generator was the slow part for a good part of a run. */
export function isGeneratorLimited(intervals: readonly Health[]): boolean {
  const limited = intervals.filter(isIntervalLimited).length;
  return limited >= FEWEST && limited / intervals.length >= SHARE;
}

export function isIntervalLimited({ generator: { cpu, lagMeanMs }, latencyMs: { p50 } }: Health): boolean {
  return cpu >= CPU_FULL || (p50 !== null && lagMeanMs >= Math.max(LAG_MS, LAG_SHARE * p50));
}

/** The generator over a whole run: mean CPU and lateness, the worst second's p99 of that, the most memory. */
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
