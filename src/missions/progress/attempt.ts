import { grade } from '../grading/grade.js';
import type { Grade, World } from '../grading/types.js';
import type { Mission, Step } from '../library/schema.js';
import {
  type Progress,
  recordAnswer,
  recordGiveUp,
  recordHints,
  recordTyped,
  stepProgressOf,
} from './progress.js';
import type { ProgressStore } from './progress-file.js';

/** The learner's actions at a step, each recorded in the progress. */

export interface Attempt {
  grade: Grade;
  progress: Progress;
}

/**
 * Grades an answer and records it; a verdict that says nothing about the answer doesn't count as an attempt.
 * @param options.watched it was not submitted, but noticed: it counts only if it passes, since a file may be saved before
 *   it is finished
 */
export async function tryAnswer(
  mission: Mission,
  step: Step,
  answer: string,
  { world, store, watched = false }: { world: World; store: ProgressStore; watched?: boolean },
): Promise<Attempt> {
  const result = await grade(step, answer, world);
  const counts = watched ? result.verdict === 'pass' : countsAsAttempt(result);
  const progress = await store.update((before) => {
    const after = counts
      ? recordAnswer(before, {
          mission: mission.id,
          step: step.id,
          answer,
          passed: result.verdict === 'pass',
          at: new Date().toISOString(),
        })
      : recordTyped(before, answer);
    // The history is for queries: nobody wants to find a letter or a number in it.
    return step.answer.type === 'promql' ? after : { ...after, history: before.history };
  });
  return { grade: result, progress };
}

/** False for a verdict that says nothing about the answer. */
export function countsAsAttempt({ verdict }: Grade): boolean {
  return verdict !== 'not-ready' && verdict !== 'lab-fault';
}

/**
 * Uncovers the next hint.
 * @returns the new record; after the last hint it no longer changes
 */
export function takeHint(mission: Mission, step: Step, store: ProgressStore): Promise<Progress> {
  return store.update((before) => {
    const taken = stepProgressOf(before, mission.id, step.id).hints;
    return recordHints(before, mission.id, step.id, Math.min(taken + 1, step.hints.length));
  });
}

/** Gives a step up for its solution. After a pass, this costs nothing. */
export function giveUp(mission: Mission, step: Step, store: ProgressStore): Promise<Progress> {
  return store.update((before) => recordGiveUp(before, mission.id, step.id, new Date().toISOString()));
}
