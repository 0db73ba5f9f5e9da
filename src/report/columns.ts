import type { ReadInterval, ReadRun } from '../load/saved/saved-run-schema.js';
import { errorRatio } from '../load/generator/tally.js';
import { timeText } from './text.js';

/** A run as a column of the report, with what is derived from it once. */
export interface Column {
  /** The tier; with the time where several columns are of one tier. */
  name: string;
  run: ReadRun;
  /** Answers 2xx a second. */
  goodRps: number;
  /** Where errors began; null where they did not. */
  errorsBegin: { second: number; users: number } | null;
}

export function columnsOf(runs: readonly ReadRun[]): Column[] {
  return runs.map((run) => {
    const several = runs.filter(({ tier }) => tier === run.tier).length > 1;
    return {
      name: several ? `${run.tier} ${timeText(run.startedAt).slice(11)}` : run.tier,
      run,
      goodRps: run.sendingSeconds > 0 ? goodAnswers(run.client) / run.sendingSeconds : 0,
      errorsBegin: errorsBegin(run.intervals),
    };
  });
}

/** Answers 2xx. */
export function goodAnswers({ byStatus }: Pick<ReadInterval, 'byStatus'>): number {
  return Object.entries(byStatus).reduce((sum, [status, n]) => sum + (status.startsWith('2') ? n : 0), 0);
}

/** Every kind of failure that occurred → how often. Requests that the end of the run cut off are not the server's. */
export function failures({
  byStatus,
  errors,
}: Pick<ReadInterval, 'byStatus' | 'errors'>): Map<string, number> {
  const kinds = new Map<string, number>();
  const add = (kind: string, count: number): void => {
    if (count > 0) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  };
  for (const [status, count] of Object.entries(byStatus))
    if (!status.startsWith('2')) add(`HTTP ${status}`, count);
  for (const [errno, count] of Object.entries(errors.byErrno)) add(errno, count);
  add('timeout', errors.timeout);
  add('closed without an answer', errors.closed);
  return kinds;
}

/** A share of errors that is no accident any more, and for how many seconds it must last. */
const ERRORS = { ratio: 0.01, seconds: 3 };

/** The first second from which on, for a while, one request in a hundred went wrong. */
function errorsBegin(intervals: ReadRun['intervals']): Column['errorsBegin'] {
  const bad = intervals.map((interval) => errorRatio(interval) >= ERRORS.ratio);
  const at = bad.findIndex((_, i) => {
    const next = bad.slice(i, i + ERRORS.seconds);
    return next.length === ERRORS.seconds && next.every(Boolean);
  });
  const first = intervals[at];
  return first ? { second: Math.round(first.second), users: first.users } : null;
}

/** Not the rest of a second at the end of a run: a handful of answers makes no rate. */
export function wholeIntervals(run: ReadRun): readonly ReadInterval[] {
  return run.intervals.filter(({ seconds }) => seconds >= 0.5);
}
