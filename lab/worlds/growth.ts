import { unitOf } from '../shop/wave.js';

/** A quantity over time: seconds before a world's moment, 0 or less, to a value. */
export type OverTime = (t: number) => number;

/** A share of its rate by which a counter swings. */
const SWING = 0.4;
/** Long before any window begins. */
const BEGIN = -12 * 3600;

/**
 * What a counter has counted since it began. It never grows evenly, so that windows and functions tell, and never as
 * another counter does.
 * @param rate per second, on average
 * @param period seconds that one swing takes
 * @param seed the same seed grows the same way
 */
export function counter(rate: number, period: number, seed: string): OverTime {
  const phase = 2 * Math.PI * unitOf(`phase of ${seed}`);
  const frequency = (2 * Math.PI) / period;
  const swing = (t: number): number => t - (SWING / frequency) * Math.cos(frequency * t + phase);
  const begin = swing(BEGIN);
  return (t) => rate * (swing(t) - begin);
}

/** The same counter, beginning again at zero at each of these times (ascending). */
export function restarted(count: OverTime, resets: readonly number[]): OverTime {
  if (resets.length === 0) return count;
  return (t) => {
    const last = resets.findLast((reset) => reset <= t);
    return Math.max(0, count(t) - (last === undefined ? 0 : count(last)));
  };
}

/** Counters added up, each with a weight of its own. */
export function sum(parts: readonly { count: OverTime; weight: number }[]): OverTime {
  return (t) => parts.reduce((total, { count, weight }) => total + weight * count(t), 0);
}

/** What was counted up to a time, and nothing after it. */
export function until(count: OverTime, end: number): OverTime {
  return (t) => count(Math.min(t, end));
}

/** What was counted since a time. */
export function from(count: OverTime, begin: number): OverTime {
  return (t) => count(Math.max(t, begin)) - count(begin);
}

/** A gauge that swings around a level. */
export function gauge(level: number, swing: number, period: number, seed: string): OverTime {
  const phase = 2 * Math.PI * unitOf(`phase of ${seed}`);
  return (t) => level + swing * Math.sin((2 * Math.PI * t) / period + phase);
}
