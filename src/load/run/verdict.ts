import { formatShare } from '../../util/number-format.js';
import type { Interval, Tally } from '../generator/messages.js';
import { errorRatio, isWhole } from '../generator/outcomes.js';

export type Verdict = 'stable' | 'contention' | 'overload';

export interface VerdictInput {
  tally: Pick<Tally, 'sent' | 'responses' | 'byStatus' | 'errors' | 'latencyMs'>;
  thresholdsPass: boolean;
  silence: Silence;
  /** The server could not be read after the run. */
  isGone: boolean;
  /** p95 of the last completed light run on this home; null if there is none, or if this is a light run. */
  lightP95Ms: number | null;
  /** By the server's histograms, in ms: p95 of requests, and of their wait for a database connection. */
  server: { p95Ms: number | null; poolWaitP95Ms: number | null };
}

/** Seconds in which requests were sent, and how many of them had no answer at all. */
export interface Silence {
  silent: number;
  of: number;
}

/**
 * Counts the seconds without an answer. Each user asks a dead server only once per second, so its errors are few
 * compared with the answers before: it has to be found by the clock.
 */
export function silenceOf(intervals: readonly Interval[], sendingSeconds: number): Silence {
  const whole = intervals.filter((interval) => isWhole(interval) && interval.second <= sendingSeconds + 0.5);
  return { silent: whole.filter(({ responses }) => responses === 0).length, of: whole.length };
}

/** The limits of the rules; docs/load.md explains them. */
const VERDICT_LIMITS = {
  overload: { errorRatio: 0.05, p95Ms: 1000, silentRatio: 0.05 },
  // A shorter wait is how a pool works: 50 users share ten connections.
  contention: { errorRatio: 0.001, timesLightP95: 1.4, waitShare: 0.5, waitMs: 100 },
} as const;

/** How the system coped with the load, and why: the first rule that applies decides. */
export function judge(input: VerdictInput): { verdict: Verdict; reasons: string[] } {
  const { overload, contention } = VERDICT_LIMITS;
  const ratio = errorRatio(input.tally);
  const { p95 } = input.tally.latencyMs;
  const errors = `${formatShare(ratio)} of requests failed`;

  const overloaded: string[] = [];
  const { silent, of } = input.silence;
  if (p95 === null) {
    overloaded.push('no request was answered');
  } else if (silent > 0 && silent / of >= overload.silentRatio) {
    overloaded.push(`no answer at all in ${silent} of ${of} seconds`);
  }
  if (input.isGone) overloaded.push('the server no longer answers');
  if (ratio >= overload.errorRatio) overloaded.push(errors);
  if (p95 !== null && p95 >= overload.p95Ms) overloaded.push(`p95 is ${Math.round(p95)} ms`);
  if (overloaded.length > 0) return { verdict: 'overload', reasons: overloaded };

  const contended: string[] = [];
  if (ratio >= contention.errorRatio) contended.push(errors);
  if (!input.thresholdsPass) contended.push('a threshold is crossed');
  if (p95 !== null && input.lightP95Ms !== null && p95 >= contention.timesLightP95 * input.lightP95Ms) {
    contended.push(`p95 is ${(p95 / input.lightP95Ms).toFixed(1)} times that of the light tier`);
  }
  const { p95Ms, poolWaitP95Ms } = input.server;
  const longWait = poolWaitP95Ms !== null && poolWaitP95Ms >= contention.waitMs;
  if (p95Ms !== null && longWait && poolWaitP95Ms >= contention.waitShare * p95Ms) {
    const [wait, whole] = [poolWaitP95Ms, p95Ms].map((ms) => ms.toPrecision(2));
    contended.push(
      `p95 is mostly waiting for a database connection (${Number(wait)} of ${Number(whole)} ms)`,
    );
  }
  if (contended.length > 0) return { verdict: 'contention', reasons: contended };
  return { verdict: 'stable', reasons: ['almost no errors, and every threshold met'] };
}
