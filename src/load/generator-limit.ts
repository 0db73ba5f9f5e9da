import type { Interval } from './messages.js';

/** A core this busy has nothing left: the next request waits for the generator, not for the server. */
const CPU_FULL = 0.95;
/** A loop that runs this late adds as much to each latency. */
const LAG_MS = 50;
/** So much of the run must be like that: a moment's hiccup is none. */
const SHARE = 0.2;

/** Whether the generator was the slow part for a good part of a run. */
export function isGeneratorLimited(intervals: readonly Pick<Interval, 'generator'>[]): boolean {
  const limited = intervals.filter(({ generator }) => isIntervalLimited(generator));
  return intervals.length > 0 && limited.length / intervals.length >= SHARE;
}

export function isIntervalLimited({ cpu, lagP99Ms }: Interval['generator']): boolean {
  return cpu >= CPU_FULL || lagP99Ms >= LAG_MS;
}
