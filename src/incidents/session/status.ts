import { ACTIONS } from '../../../lab/faults/actions.js';
import { causeText, originText } from '../grading/grade.js';
import { type Field, FIELDS } from '../grading/types.js';
import type { Difficulty } from '../plan/plan.js';
import { FORMS } from './answers.js';
import { type OpenIncident, planOf } from './incident-file.js';

/** The open incident as `incident status` shows it: nothing in it tells what is wrong. Stable; fields may be added. */
export interface IncidentStatus {
  id: string;
  seed: number;
  difficulty: Difficulty;
  /** RFC 3339. */
  startedAt: string;
  state: 'waiting' | 'paged' | 'recovered';
  /** Null until it arrives. */
  page: (Omit<NonNullable<OpenIncident['page']>, 'at'> & { at: string }) | null;
  /** Seconds since the page. */
  elapsedSeconds: number | null;
  fields: StatusField[];
  actions: { action: string; at: string }[];
  /** Whether the service recovered after the last action; null if nothing was done or it is still being watched. */
  recovered: boolean | null;
  queries: number;
}

export interface StatusField {
  field: Field;
  form: string;
  /** What can be chosen; empty for a field that is typed. */
  options: { id: string; text: string }[];
  /** As it was understood; null if it was not answered. */
  answer: string | null;
}

export function statusOf(incident: OpenIncident, now = Date.now() / 1000): IncidentStatus {
  const { id, seed, difficulty, startedAt, page, actions, recovery, queries } = incident;
  return {
    id,
    seed,
    difficulty,
    startedAt: rfc(startedAt),
    state: recovery?.held ? 'recovered' : page ? 'paged' : 'waiting',
    page: page ? { ...page, at: rfc(page.at) } : null,
    elapsedSeconds: page ? Math.round(now - page.at) : null,
    fields: FIELDS.map((field) => ({
      field,
      form: FORMS[field],
      // Before the page the options would give the incident away.
      options: page ? optionsOf(incident, field) : [],
      answer: answerText(incident, field),
    })),
    actions: actions.map(({ action, at }) => ({ action, at: rfc(at) })),
    recovered: recovery?.held ?? null,
    queries,
  };
}

function optionsOf(incident: OpenIncident, field: Field): StatusField['options'] {
  const { origins, causes } = planOf(incident);
  switch (field) {
    case 'origin':
      return origins.options.map((id) => ({ id, text: originText(id) }));
    case 'cause':
      return causes.options.map((id) => ({ id, text: causeText(id) }));
    case 'mitigation':
      return Object.entries(ACTIONS).map(([id, { title }]) => ({ id, text: title }));
    default:
      return [];
  }
}

/** An answer as it was understood; null if there is none. */
export function answerText(
  { answers, actions }: Pick<OpenIncident, 'answers' | 'actions'>,
  field: Field,
): string | null {
  switch (field) {
    case 'began':
      return answers.began === undefined
        ? null
        : answers.began === 'never'
          ? 'never'
          : rfc(answers.began).replace(/\.\d+Z$/, 'Z');
    case 'origin':
    case 'cause':
      return answers[field]?.join(',') ?? null;
    case 'evidence':
      return answers.evidence ?? null;
    case 'blast':
      return answers.blast === undefined ? null : `${Number((answers.blast * 100).toFixed(2))}%`;
    case 'mitigation':
      return actions.length === 0 ? null : actions.map(({ action }) => action).join(', then ');
  }
}

function rfc(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
