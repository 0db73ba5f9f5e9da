import { resolve, sep } from 'node:path';
import { packageRoot } from '../util/package-root.js';
import { openHome } from '../stack/home.js';
import { giveUp, takeHint, tryAnswer, type Attempt } from './progress/attempt.js';
import { describeAnswer, describeSolution } from './describe.js';
import {
  gradedDocument,
  type GradedDocument,
  type HintDocument,
  type ResetDocument,
  type SolutionDocument,
} from './documents.js';
import { AnswerMissingError } from './library/errors.js';
import type { World } from './grading/types.js';
import { loadMissions, missionDirectories, type Library } from './library/library.js';
import { openProgress, type ProgressStore } from './progress/progress-file.js';
import { forget, stepProgressOf, type Progress } from './progress/progress.js';
import type { Mission, Step } from './library/schema.js';

/** What `obs-lab mission` does for a script: one thing at a time, each with its document. */

/** @param path of the user's own missions, besides OBS_LAB_MISSIONS */
export async function openMissions(
  path: string | undefined,
  notify: (line: string) => void,
): Promise<{ library: Library; store: ProgressStore }> {
  const directories = missionDirectories(packageRoot(), process.env, path === undefined ? [] : [path]);
  const library = await loadMissions(directories);
  if (path !== undefined && !hasMissionIn(library, resolve(path)))
    notify(`There is no mission in ${path}: it has to hold folders with a mission.yaml.`);
  return { library, store: openProgress(openHome().progressFile, notify) };
}

function hasMissionIn({ missions, broken }: Library, directory: string): boolean {
  const files = [...missions.map(({ file }) => file), ...broken.map(({ error }) => error.file)];
  return files.some((file) => resolve(file).startsWith(`${directory}${sep}`));
}

/** Grades an answer and records it. */
export async function answerStep(
  mission: Mission,
  step: Step,
  answer: string,
  given: { world: World; store: ProgressStore },
): Promise<{ attempt: Attempt; document: GradedDocument }> {
  const attempt = await tryAnswer(mission, step, answer, given);
  return { attempt, document: gradedDocument(mission, step, attempt.grade, attempt.progress) };
}

/** @throws AnswerMissingError where a step can't be checked without an answer */
export function requireNoAnswer(mission: Mission, step: Step): void {
  const { kind, placeholder } = describeAnswer(step);
  if (kind !== 'confirm') throw new AnswerMissingError(mission.number, step.id, placeholder);
}

export async function hintStep(mission: Mission, step: Step, store: ProgressStore): Promise<HintDocument> {
  const number = stepProgressOf(await takeHint(mission, step, store), mission.id, step.id).hints;
  return {
    mission: mission.id,
    step: step.id,
    hint: step.hints[number - 1]!,
    number,
    of: step.hints.length,
  };
}

export async function solveStep(
  mission: Mission,
  step: Step,
  store: ProgressStore,
): Promise<{ progress: Progress; document: SolutionDocument }> {
  const progress = await giveUp(mission, step, store);
  const { gaveUpAt } = stepProgressOf(progress, mission.id, step.id);
  return {
    progress,
    document: {
      mission: mission.id,
      step: step.id,
      solution: describeSolution(mission, step).text,
      explanation: step.explanation,
      gaveUp: gaveUpAt !== undefined,
    },
  };
}

/** @param sure asked last, for what is forgotten is gone */
export async function resetMission(
  mission: Mission,
  step: Step | undefined,
  store: ProgressStore,
  sure: () => Promise<boolean>,
): Promise<ResetDocument> {
  const reset = await sure();
  if (reset) await store.update((before) => forget(before, mission.id, step?.id));
  return { mission: mission.id, step: step?.id ?? null, reset };
}
