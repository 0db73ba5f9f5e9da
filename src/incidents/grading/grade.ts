import { ACTIONS } from '../../../lab/faults/actions.js';
import { formatSeconds, formatShare } from '../../util/number-format.js';
import { counted, listed } from '../../util/text/words.js';
import { knownFault } from '../plan/faults.js';
import { isOrigin, ORIGINS } from '../plan/origins.js';
import { type CauseId, type IncidentPlan, NOTHING } from '../plan/plan.js';
import { gradeEvidence } from './evidence.js';
import {
  type Answers,
  type Field,
  type FieldGrade,
  FIELDS,
  type FieldVerdict,
  type GradedField,
  type History,
  type IncidentFacts,
  type Recovery,
} from './types.js';
import { FALSE_ALARM_WEIGHTS, NEEDLESS_ACTION_SHARE, TOLERANCES, WEIGHTS } from './weights.js';

export interface Grading {
  /** From 0 to 100. */
  score: number;
  fields: GradedField[];
}

/** Grades a report against what happened. Needs no model: every field has one right answer, or a range of them. */
export async function gradeIncident(
  plan: IncidentPlan,
  answers: Answers,
  facts: IncidentFacts,
  history: History,
): Promise<Grading> {
  const grades: Readonly<Record<Field, FieldGrade>> = {
    began: gradeBegan(plan, answers.began, facts),
    origin: gradeChoice(answers.origin, plan.origins.right, originText),
    cause: gradeChoice(answers.cause, plan.causes.right, causeText),
    evidence: await evidence(plan, answers.evidence, facts, history),
    blast: gradeBlast(plan, answers.blast, facts.affected),
    mitigation: gradeMitigation(plan, facts),
  };
  const weights = plan.faults.length === 0 ? FALSE_ALARM_WEIGHTS : WEIGHTS;
  const fields = FIELDS.map((field): GradedField => {
    const { share, ...grade } = grades[field];
    const weight = weights[field];
    const points = Math.round(share * weight * 10) / 10;
    return { field, weight, points, verdict: verdictOf(share, grade.given, weight), ...grade };
  });
  return { fields, score: Math.round(fields.reduce((sum, { points }) => sum + points, 0)) };
}

function verdictOf(share: number, given: string | null, weight: number): FieldVerdict {
  if (share === 1 || weight === 0) return 'right';
  if (given === null) return 'missing';
  return share > 0 ? 'partly' : 'wrong';
}

function gradeBegan(
  { difficulty }: IncidentPlan,
  given: Answers['began'],
  { beganAt }: IncidentFacts,
): FieldGrade {
  const expected = beganAt === undefined ? 'nothing began' : timeText(beganAt);
  if (given === undefined) return { share: 0, given: null, expected, reason: NOT_ANSWERED };
  const text = given === 'never' ? 'nothing began' : timeText(given);
  if (beganAt === undefined || given === 'never') {
    const right = beganAt === undefined && given === 'never';
    const reason =
      beganAt === undefined
        ? right
          ? 'Nothing was wrong, and you saw that.'
          : 'Nothing was wrong at any time.'
        : 'Something did begin: compare the minutes before the page with the time before them.';
    return { share: right ? 1 : 0, given: text, expected, reason };
  }
  const { beganSeconds } = TOLERANCES[difficulty];
  const off = given - beganAt;
  const share = within(Math.abs(off), beganSeconds);
  const seconds = Math.round(Math.abs(off));
  const apart = seconds === 0 ? 'right' : `${formatSeconds(seconds)} ${off < 0 ? 'early' : 'late'}`;
  return {
    share,
    given: text,
    expected: `${expected}, within ${beganSeconds} s`,
    reason:
      share === 1
        ? `Your time is ${apart}.`
        : `Your time is ${apart}: look for the first second in which the evidence differs from before, with a short range such as [5s].`,
  };
}

function gradeChoice(
  given: readonly string[] | undefined,
  right: readonly string[],
  textOf: (id: string) => string,
): FieldGrade {
  const expected = listed(right.map(textOf));
  if (given === undefined || given.length === 0) {
    return { share: 0, given: null, expected, reason: NOT_ANSWERED };
  }
  const hits = given.filter((id) => right.includes(id));
  const all = new Set([...given, ...right]);
  const wrong = given.filter((id) => !right.includes(id));
  const missed = right.filter((id) => !given.includes(id));
  const isRight = wrong.length + missed.length === 0;
  const parts = [
    ...(isRight ? ['That is right.'] : hits.length > 0 ? [`Right: ${listed(hits.map(textOf))}.`] : []),
    ...(wrong.length > 0
      ? [`Not the case: ${listed(wrong.map(textOf))}. The debrief shows what would have been different.`]
      : []),
    ...(missed.length > 0 ? [`Missed: ${listed(missed.map(textOf))}.`] : []),
  ];
  return {
    share: hits.length / all.size,
    given: listed(given.map(textOf)),
    expected,
    reason: parts.join(' '),
  };
}

async function evidence(
  plan: IncidentPlan,
  given: string | undefined,
  facts: IncidentFacts,
  history: History,
): Promise<FieldGrade> {
  if (plan.faults.length === 0) {
    return {
      share: 0,
      given: given ?? null,
      expected: 'no query: nothing was wrong',
      reason: 'Not graded: there was nothing to show.',
    };
  }
  const best = bestQueries(plan)[0]!;
  const expected = `for example ${best}`;
  if (given === undefined) return { share: 0, given: null, expected, reason: NOT_ANSWERED };
  return { given, expected, ...(await gradeEvidence(given, facts, history)) };
}

/** The queries that show the faults best. */
function bestQueries({ faults }: IncidentPlan): string[] {
  return faults.flatMap(({ id }) =>
    knownFault(id).evidence.flatMap((item) => (item.kind === 'promql' ? [item.expr] : [])),
  );
}

function gradeBlast(
  { difficulty, faults }: IncidentPlan,
  given: number | undefined,
  affected: IncidentFacts['affected'],
): FieldGrade {
  const { low, high } = faults.length === 0 ? { low: 0, high: 0 } : affected;
  const range =
    formatShare(low) === formatShare(high) ? formatShare(low) : `${formatShare(low)} to ${formatShare(high)}`;
  const { blastShare } = TOLERANCES[difficulty];
  const expected = `${range} of the requests, give or take ${Math.round(blastShare * 100)} points`;
  if (given === undefined) return { share: 0, given: null, expected, reason: NOT_ANSWERED };
  const off = given < low ? low - given : Math.max(0, given - high);
  const share = within(off, blastShare);
  return {
    share,
    given: formatShare(given),
    expected,
    reason:
      off === 0
        ? 'That is what the counters say.'
        : share === 1
          ? 'That is close to what the counters say.'
          : `The counters say ${given < low ? 'more' : 'less'}: count failed and slow requests over the whole incident with increase(), and divide by all requests.`,
  };
}

function gradeMitigation({ faults }: IncidentPlan, { actions, recovery }: IncidentFacts): FieldGrade {
  const done = actions.map(({ action }) => action);
  const given = done.length > 0 ? listed(done) : null;
  const needed = [...new Set(faults.map(({ id }) => knownFault(id).mitigations[0]!))];
  const expected = faults.length === 0 ? 'do-nothing' : listed(needed);
  if (given === null) {
    return {
      share: 0,
      given,
      expected,
      reason: 'You changed nothing, and did not say that nothing needs to change.',
    };
  }
  const needless = actions.filter(({ action, ended }) =>
    faults.length === 0 ? action !== 'do-nothing' : ended === 0,
  );
  if (!recovery?.held) {
    return { share: 0, given, expected, reason: `The service did not recover: ${problemText(recovery)}.` };
  }
  if (faults.length === 0 && needless.length === actions.length) {
    return {
      share: 0,
      given,
      expected,
      reason: 'Nothing was wrong. A change to a healthy system is a risk without a use.',
    };
  }
  const share = Math.max(0, 1 - needless.length * NEEDLESS_ACTION_SHARE);
  const healthy = 'The service recovered, and stayed healthy with complete traffic.';
  return {
    share,
    given,
    expected,
    reason:
      needless.length === 0
        ? healthy
        : `${healthy} ${counted(needless.length, 'action')} changed nothing about it: ${listed(needless.map(({ action }) => `${action} (${ACTIONS[action].title})`))}.`,
  };
}

/** In words, what is not well. */
export function problemText(recovery: Pick<Recovery, 'problem'> | undefined): string {
  switch (recovery?.problem) {
    case 'quiet':
      return 'the traffic is not complete, so nobody can say that it is healthy';
    case 'bad':
      return 'requests still fail or are slow';
    case 'symptom':
      return 'requests are fine, but something else is still not as before';
    default:
      return 'it was not watched for long enough';
  }
}

const NOT_ANSWERED = 'You did not answer this.';

/** 1 within the tolerance, half up to twice as far, otherwise 0. */
function within(off: number, tolerance: number): number {
  return off <= tolerance ? 1 : off <= 2 * tolerance ? 0.5 : 0;
}

/** A time as reports write it: UTC, to the second. */
function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;
}

export function originText(id: string): string {
  return isOrigin(id) ? ORIGINS[id].text : id;
}

/** A kind of cause in words. */
export function causeText(id: string): string {
  return id === NOTHING
    ? 'nothing is wrong'
    : lowerFirst(knownFault(id as Exclude<CauseId, typeof NOTHING>).title);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
