import { errorRatio, goodResponses, isWhole } from '../load/generator/outcomes.js';
import type { ReadInterval, ReadRun } from '../load/saved/saved-run-schema.js';
import { timeText } from './text.js';

/** A run as a column of the report, with the values derived from it. */
export interface Column {
  /** The tier; with the time if several columns have the same tier. */
  name: string;
  run: ReadRun;
  /** 2xx answers per second. */
  goodRps: number;
  /** When errors began; null if they didn't. */
  errorsBegin: { second: number; users: number } | null;
}

export function columnsOf(runs: readonly ReadRun[]): Column[] {
  return runs.map((run) => {
    const several = runs.filter(({ tier }) => tier === run.tier).length > 1;
    return {
      name: several ? `${run.tier} ${timeText(run.startedAt).slice(11)}` : run.tier,
      run,
      goodRps: run.sendingSeconds > 0 ? goodResponses(run.client) / run.sendingSeconds : 0,
      errorsBegin: errorsBegin(run.intervals),
    };
  });
}

/** The share of errors that counts as the start of errors, and how many seconds it must last. */
const ERRORS = { ratio: 0.01, seconds: 3 };

/** The first second of a stretch in which at least one request in a hundred failed. */
function errorsBegin(intervals: ReadRun['intervals']): Column['errorsBegin'] {
  const bad = intervals.map((interval) => errorRatio(interval) >= ERRORS.ratio);
  const at = bad.findIndex((_, i) => {
    const next = bad.slice(i, i + ERRORS.seconds);
    return next.length === ERRORS.seconds && next.every(Boolean);
  });
  const first = intervals[at];
  return first ? { second: Math.round(first.second), users: first.users } : null;
}

/** The intervals that are long enough for a rate. */
export function wholeIntervals(run: ReadRun): readonly ReadInterval[] {
  return run.intervals.filter(isWhole);
}
