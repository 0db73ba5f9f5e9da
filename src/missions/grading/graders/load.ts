import { findTier, type Tier } from '../../../load/request/tiers.js';
import type { ReadRun } from '../../../load/saved/saved-run-schema.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { formatDuration } from '../../../util/duration.js';
import { listed } from '../../../util/text/words.js';
import type { AnswerOf } from '../../library/schema.js';
import { RUN_MEASURES, type RunMeasure } from '../../library/schema/load-answer.js';
import { readNumber } from '../number-text.js';
import type { Grade, WorldNow } from '../types.js';
import { judgeSearches } from './load-search.js';
import { explainNumber, isAnyWithin, notANumber } from './number.js';

/** Grades the load runs of this home and, if the step asks for one, a number that the learner read off a run. */
export async function gradeLoad(
  task: AnswerOf<'load'>,
  typed: string,
  { savedLoad, now }: Pick<WorldNow, 'savedLoad' | 'now'>,
): Promise<Grade> {
  const { runs, limits } = await savedLoad();
  return task.search ? judgeSearches(task, typed, limits, now) : judgeRuns(task, typed, runs, now);
}

/**
 * Grades runs that were read.
 * @param runs oldest first
 * @param now Unix seconds
 */
export function judgeRuns(
  task: AnswerOf<'load'>,
  typed: string,
  runs: readonly ReadRun[],
  now: number,
): Grade {
  const found = findRuns(task, runs, now);
  if ('diagnosis' in found) return { verdict: 'wrong', diagnoses: [found.diagnosis] };
  const { ask } = task;
  if (!ask) return { verdict: 'pass', diagnoses: [] };

  const unit = RUN_MEASURES[ask.measure];
  const read = readNumber(typed, unit);
  if ('problem' in read) return notANumber(read.problem, unit);
  // Any of the runs may be the one that was read; the last is the one that a mistake is explained by.
  const values = found.right.flatMap((run) => measure(run, ask.measure) ?? []);
  if (values.length === 0) {
    return {
      verdict: 'not-ready',
      diagnoses: [],
      readiness: { ready: false, lacking: `none of your runs has measured it: repeat ${commandOf(task)}` },
    };
  }
  const spans = values.map((value) => ({ least: value, most: value }));
  if (isAnyWithin(read.values, spans, ask.tolerance)) return { verdict: 'pass', diagnoses: [] };
  return {
    verdict: 'wrong',
    diagnoses: [explainNumber(read.values[0], spans.at(-1)!, ask.tolerance, { unit, advice: RUN })],
  };
}

const RUN = {
  why: 'None of your runs of this tier measured that.',
  fix: 'Check that you read the result of the right run, and the measure that the step names.',
};

/** The runs that the step asks for; if there are none, what the one that comes closest lacks. */
function findRuns(
  task: AnswerOf<'load'>,
  runs: readonly ReadRun[],
  now: number,
): { right: readonly ReadRun[] } | { diagnosis: Diagnosis } {
  const { tier: name, verdict, within } = task;
  const command = commandOf(task);
  const what = name === undefined ? 'run' : `run of the tier ${name}`;
  // A run against another server says nothing about this lab.
  const ofTier = runs.filter((run) => run.target === undefined && (name === undefined || run.tier === name));
  const recent = ofTier.filter(({ endedAt }) => Date.parse(endedAt) / 1000 >= now - within);
  if (recent.length === 0) return { diagnosis: noRecentRun(ofTier.length > 0, { what, within, command }) };

  const tier = name === undefined ? undefined : findTier(name);
  const whole = recent.filter((run) => tier === undefined || changeTo(tier, run) === undefined);
  if (tier && whole.length === 0) {
    return { diagnosis: changedTier(what, changeTo(tier, recent.at(-1)!)!, command) };
  }
  const completed = whole.filter(({ ended }) => ended === 'completed');
  if (completed.length === 0) return { diagnosis: cutShort(what, whole.at(-1)!, command) };
  const right = completed.filter((run) => !verdict || (verdict as string[]).includes(run.verdict));
  return right.length > 0 ? { right } : { diagnosis: otherVerdict(what, completed.at(-1)!, verdict ?? []) };
}

function commandOf({ tier }: AnswerOf<'load'>): string {
  return `obs-lab stress --tier ${tier ?? 'light'}`;
}

interface Change {
  flag: string;
  /** What the run had, and what the tier has. */
  run: string;
  tier: string;
}

/**
 * How a run differs from the tier whose name it has: an easier load is not the tier's.
 * Longer runs count; a change of the number of users also changes the name.
 */
function changeTo(tier: Tier, run: ReadRun): Change | undefined {
  if (run.durationSeconds < tier.holdSeconds) {
    return {
      flag: '--duration',
      run: formatDuration(run.durationSeconds),
      tier: formatDuration(tier.holdSeconds),
    };
  }
  if (run.users !== tier.users) {
    return { flag: '--users', run: `${run.users} users`, tier: `${tier.users} users` };
  }
  if (run.spawnRate !== tier.spawnRate) {
    const perSecond = (rate: number): string => `${rate} new users per second`;
    return { flag: '--spawn-rate', run: perSecond(run.spawnRate), tier: perSecond(tier.spawnRate) };
  }
  return undefined;
}

function changedTier(what: string, change: Change, command: string): Diagnosis {
  return {
    rule: 'run-changed',
    severity: 'error',
    message: `Your last ${what} had ${change.run}; the tier itself has ${change.tier}.`,
    why: 'The questions that follow are about the load of the whole tier.',
    fix: `Run it without ${change.flag}: \`${command}\``,
  };
}

function noRecentRun(
  isOld: boolean,
  { what, within, command }: { what: string; within: number; command: string },
): Diagnosis {
  return {
    rule: isOld ? 'run-too-old' : 'no-run',
    severity: 'error',
    message: isOld
      ? `Your last ${what} ended more than ${formatDuration(within)} ago.`
      : `There is no ${what} in this lab yet.`,
    why: 'The step is about what you see during a run and just after it.',
    fix: `Run it in another terminal: \`${command}\``,
  };
}

function cutShort(what: string, { ended }: ReadRun, command: string): Diagnosis {
  return {
    rule: 'run-not-completed',
    severity: 'error',
    message: `Your last ${what} was ${ended}.`,
    why: 'A run that was cut short says little about how the system handles the load.',
    fix: `Let it run to its end: \`${command}\``,
  };
}

function otherVerdict(what: string, last: ReadRun, verdicts: readonly string[]): Diagnosis {
  return {
    rule: 'run-verdict',
    severity: 'error',
    message: `Your last ${what} got the verdict ${last.verdict}; the step asks for ${listed(verdicts, { joiner: 'or' })}.`,
    why: `The reason: ${listed(last.reasons)}.`,
    fix: 'Check what else the machine is doing, and try another tier.',
  };
}

function measure(run: ReadRun, name: RunMeasure): number | undefined {
  const ms = (value: number | null | undefined): number | undefined =>
    value === null || value === undefined ? undefined : value / 1000;
  const { latencyMs, rps, errors } = run.client;
  switch (name) {
    case 'p50':
    case 'p95':
    case 'p99':
    case 'max':
      return ms(latencyMs[name]);
    case 'responsesPerSecond':
      return rps;
    case 'errorRatio':
      return errors.ratio;
    case 'serverP95':
      return ms(run.server.p95Ms);
    case 'poolWaitP95':
      return ms(run.server.poolWaitP95Ms);
  }
}
