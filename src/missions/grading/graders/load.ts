import type { ReadRun } from '../../../load/saved/saved-run-schema.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { formatDuration } from '../../../util/duration.js';
import { listed } from '../../../util/words.js';
import type { AnswerOf } from '../../library/schema.js';
import { RUN_MEASURES, type RunMeasure } from '../../library/schema/load-answer.js';
import { readNumber } from '../number-text.js';
import type { Grade, WorldNow } from '../types.js';
import { judgeSearches } from './load-search.js';
import { explainNumber, isWithin, notANumber } from './number.js';

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
  const { tier, verdict, within, ask } = task;
  const ofTier = runs.filter((run) => tier === undefined || run.tier === tier);
  const recent = ofTier.filter(({ endedAt }) => Date.parse(endedAt) / 1000 >= now - within);
  const completed = recent.filter(({ ended }) => ended === 'completed');
  const right = completed.filter((run) => !verdict || (verdict as string[]).includes(run.verdict));
  const command = `obs-lab stress --tier ${tier ?? 'light'}`;
  if (right.length === 0) {
    const last = completed.at(-1) ?? recent.at(-1) ?? ofTier.at(-1);
    return {
      verdict: 'wrong',
      diagnoses: [noRun(last, { tier, within, command, verdict, completed, recent })],
    };
  }
  if (!ask) return { verdict: 'pass', diagnoses: [] };

  const read = readNumber(typed, RUN_MEASURES[ask.measure]);
  if ('problem' in read) return notANumber(read.problem);
  // Any of the runs may be the one that was read; the last is the one that a mistake is explained by.
  const values = right.flatMap((run) => measure(run, ask.measure) ?? []);
  if (values.length === 0) {
    return {
      verdict: 'not-ready',
      diagnoses: [],
      readiness: { ready: false, lacking: `none of your runs has measured it: repeat ${command}` },
    };
  }
  const spans = values.map((value) => ({ least: value, most: value }));
  if (spans.some((span) => isWithin(read.value, span, ask.tolerance))) {
    return { verdict: 'pass', diagnoses: [] };
  }
  return { verdict: 'wrong', diagnoses: [explainNumber(read.value, spans.at(-1)!, ask.tolerance)] };
}

function noRun(
  last: ReadRun | undefined,
  {
    tier,
    within,
    command,
    verdict,
    completed,
    recent,
  }: {
    tier: string | undefined;
    within: number;
    command: string;
    verdict: readonly string[] | undefined;
    completed: readonly ReadRun[];
    recent: readonly ReadRun[];
  },
): Diagnosis {
  const what = tier === undefined ? 'run' : `run of the tier ${tier}`;
  if (!last || recent.length === 0) {
    return {
      rule: last ? 'run-too-old' : 'no-run',
      severity: 'error',
      message: last
        ? `Your last ${what} ended more than ${formatDuration(within)} ago.`
        : `There is no ${what} in this lab yet.`,
      why: 'The step is about what you see during a run and just after it.',
      fix: `Run it in another terminal: \`${command}\``,
    };
  }
  if (completed.length === 0) {
    return {
      rule: 'run-not-completed',
      severity: 'error',
      message: `Your last ${what} was ${last.ended}.`,
      why: 'A run that was cut short says little about how the system handles the load.',
      fix: `Let it run to its end: \`${command}\``,
    };
  }
  return {
    rule: 'run-verdict',
    severity: 'error',
    message: `Your last ${what} ended as ${last.verdict}; the step asks for ${listed(verdict ?? [], { joiner: 'or' })}.`,
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
