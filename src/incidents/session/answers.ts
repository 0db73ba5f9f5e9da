import { type ActionId, ACTIONS } from '../../../lab/faults/actions.js';
import { UsageError } from '../../errors.js';
import { parsePromql } from '../../promql/syntax/parse.js';
import { parseTime } from '../../query/window.js';
import { parseDuration } from '../../util/duration.js';
import { nearest } from '../../util/nearest.js';
import { type Answers, type Field, FIELDS } from '../grading/types.js';
import type { IncidentPlan } from '../plan/plan.js';
import { type Lab, type OpenIncident, updateIncident } from './incident-file.js';

/** Fields that are answered in words; the mitigation is an action. */
export type AnswerField = Exclude<Field, 'mitigation'>;

/** How each field is written. */
export const FORMS: Readonly<Record<Field, string>> = {
  began: 'a time (14:05:30 in UTC, RFC 3339 or Unix seconds), how long ago (2m30s), or never',
  origin: 'the ids of one or more places, with commas between them',
  cause: 'the ids of one or more kinds of cause, with commas between them',
  evidence: 'a PromQL query that is true during the incident and was false before',
  blast: 'the percentage of requests that failed or took longer than 250 ms, such as 35%',
  mitigation: 'the name of an action; the lab carries it out',
};

/**
 * The field of that name.
 * @throws UsageError FIELD_UNKNOWN
 */
export function requireField(name: string): Field {
  const field = FIELDS.find((each) => each === name);
  if (field) return field;
  const [guess] = nearest(name, FIELDS);
  throw new UsageError(`Unknown field: ${name}`, {
    code: 'FIELD_UNKNOWN',
    hints: [...(guess ? [`Did you mean: ${guess}`] : []), `The fields are: ${FIELDS.join(', ')}`],
  });
}

/**
 * The action of that name.
 * @throws UsageError ACTION_UNKNOWN
 */
export function requireAction(name: string): ActionId {
  if (Object.hasOwn(ACTIONS, name)) return name as ActionId;
  const [guess] = nearest(name, Object.keys(ACTIONS));
  throw new UsageError(`Unknown action: ${name}`, {
    code: 'ACTION_UNKNOWN',
    hints: [
      ...(guess ? [`Did you mean: ${guess}`] : []),
      `The actions are: ${Object.keys(ACTIONS).join(', ')}`,
    ],
  });
}

/**
 * What a learner wrote into a field, as grading needs it.
 * @param now Unix seconds
 * @throws UsageError ANSWER_INVALID
 */
export function parseAnswer(
  field: AnswerField,
  text: string,
  { origins, causes }: Pick<IncidentPlan, 'origins' | 'causes'>,
  now: number,
): Answers {
  const value = text.trim();
  switch (field) {
    case 'began':
      return { began: beganOf(value, now) };
    case 'origin':
      return { origin: optionsOf(value, origins.options, field) };
    case 'cause':
      return { cause: optionsOf(value, causes.options, field) };
    case 'evidence':
      if (value === '' || !parsePromql(value).complete) throw invalid(field, text);
      return { evidence: value };
    case 'blast':
      return { blast: shareOf(value) };
  }
}

/**
 * Records an answer; a later one replaces it. Nothing is graded before the incident is finished.
 * @throws UsageError ANSWER_INVALID · LabError INCIDENT_NONE
 */
export async function recordAnswer(lab: Lab, field: AnswerField, answer: Answers): Promise<OpenIncident> {
  return updateIncident(lab, (incident) => ({
    ...incident,
    answers: { ...incident.answers, ...answer },
    answeredAt: { ...incident.answeredAt, [field]: Date.now() / 1000 },
  }));
}

function beganOf(text: string, now: number): number | 'never' {
  if (text === 'never' || text === 'none') return 'never';
  const ago = parseDuration(text.replace(/ ?ago$/, '').replace(/^-/, ''));
  if (ago !== undefined && ago > 0) return now - ago;
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?: ?(?:UTC|Z))?$/i.exec(text);
  if (clock) return lastAt(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), now);
  try {
    return parseTime(text);
  } catch {
    throw invalid('began', text);
  }
}

/** The last time before now, or shortly after it, when a clock in UTC showed this. */
function lastAt(hours: number, minutes: number, seconds: number, now: number): number {
  const midnight = Math.floor(now / 86_400) * 86_400;
  const time = midnight + hours * 3600 + minutes * 60 + seconds;
  return time > now + 60 ? time - 86_400 : time;
}

function optionsOf(text: string, options: readonly string[], field: AnswerField): string[] {
  const ids = [...new Set(text.split(/[\s,]+/).filter((id) => id !== ''))];
  const unknown = ids.find((id) => !options.includes(id));
  if (ids.length === 0 || unknown !== undefined) {
    const [guess] = unknown === undefined ? [] : nearest(unknown, options);
    throw new UsageError(
      unknown === undefined ? `${field} is empty.` : `“${unknown}” is not an option for ${field}.`,
      {
        code: 'ANSWER_INVALID',
        hints: [...(guess ? [`Did you mean: ${guess}`] : []), `The options are: ${options.join(', ')}`],
      },
    );
  }
  return ids;
}

function shareOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?%?$/.exec(text);
  const percent = match ? Number(match[1]) : NaN;
  if (!(percent >= 0 && percent <= 100)) throw invalid('blast', text);
  return percent / 100;
}

function invalid(field: AnswerField, text: string): UsageError {
  return new UsageError(`“${text}” is not a valid answer for ${field}.`, {
    code: 'ANSWER_INVALID',
    hints: [`Give ${FORMS[field]}.`],
  });
}
