import type { Panel } from '../../../../dashboards/model/dashboard.js';
import type { AnswerOf } from '../../../library/schema.js';
import type { Grade } from '../../types.js';

/** Which query of a dashboard is the learner's attempt at a panel that the step asks for. */

export type WantedPanel = AnswerOf<'dashboard'>['panels'][number];

/** A query of the learner's dashboard, ready for Prometheus. */
export interface Candidate {
  /** Its place among the queries of the dashboard. */
  id: number;
  panel: Pick<Panel, 'title' | 'unit'> & Partial<Pick<Panel, 'kind' | 'legend'>>;
  /** One value instead of a line. */
  instant?: boolean;
  expr: string;
  /** Windows in it that should follow the zoom and don't, as they are written. */
  fixedWindows: readonly string[];
  legendFormat: string;
}

/** A candidate that was graded against a panel that the step asks for. */
export interface Attempt {
  candidate: Candidate;
  grade: Grade;
  /** True if it reads every metric that the reference reads. */
  isOnTopic: boolean;
}

/**
 * The attempt to explain, if none is right: one whose title says so, or else the most similar one. A query that is
 * right for another panel is not an attempt at this one, unless its title says so.
 * @param wanted every panel of the step, with its attempts
 * @returns undefined if the panel is missing
 */
export function chooseAttempt(
  { name, attempts }: { name: string; attempts: readonly Attempt[] },
  wanted: readonly { name: string; attempts: readonly Attempt[] }[],
): Attempt | undefined {
  const rightFor = (candidate: Candidate): string[] =>
    wanted
      .filter((one) => one.attempts.some((other) => other.candidate.id === candidate.id && isRight(other)))
      .map((one) => one.name);
  const titled = attempts.filter(
    ({ candidate }) =>
      isTitled(candidate.panel.title, name) &&
      !rightFor(candidate).some((other) => isTitled(candidate.panel.title, other)),
  );
  if (titled.length > 0) return titled.reduce(closer);
  const others = attempts.filter(({ candidate, isOnTopic }) => isOnTopic && rightFor(candidate).length === 0);
  return others.length > 0 ? others.reduce(closer) : undefined;
}

export function isRight({ grade }: Attempt): boolean {
  return grade.verdict === 'pass';
}

/** “Requests” is the title of “requests per second by route”: every word of the title is in the name. */
export function isTitled(title: string, name: string): boolean {
  const words = wordsOf(title);
  const known = wordsOf(name);
  return words.length > 0 && words.every((word) => known.includes(word));
}

const SMALL_WORDS: ReadonlySet<string> = new Set(['the', 'of', 'by', 'per', 'and', 'a', 'for', 'in', 'my']);

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((word) => !SMALL_WORDS.has(word))
    .map((word) => word.replace(/s$/, ''));
}

/** Of two attempts, the one that has more right series. */
function closer(a: Attempt, b: Attempt): Attempt {
  return likeness(b) > likeness(a) ? b : a;
}

function likeness({ grade }: Attempt): number {
  if (grade.verdict === 'pass') return 1;
  if (grade.verdict !== 'wrong' || !grade.comparison) return grade.verdict === 'error' ? -1 : 0;
  const { pairs, missing, extra } = grade.comparison;
  return (
    (pairs.length + pairs.filter(({ equal }) => equal).length) /
    (1 + pairs.length + missing.length + extra.length)
  );
}
