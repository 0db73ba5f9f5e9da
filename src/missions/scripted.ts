import { resolve, sep } from 'node:path';
import { UsageError } from '../errors.js';
import { openHome } from '../stack/home.js';
import { packageRoot } from '../util/package-root.js';
import { describeAnswer, describeSolution } from './describe.js';
import * as documents from './documents.js';
import type { World } from './grading/types.js';
import { AnswerMissingError } from './library/errors.js';
import { findMission, findStep, type Library, loadMissions, missionDirectories } from './library/library.js';
import type { Mission, Step } from './library/schema.js';
import { type Attempt, giveUp, takeHint, tryAnswer } from './progress/attempt.js';
import { firstOpenStep, forget, type Progress, stepProgressOf } from './progress/progress.js';
import { openProgress, type ProgressStore } from './progress/progress-file.js';

/** `obs-lab mission` outside the interactive screen: one action at a time, each with its document. */

/** The missions that were found, and the store of progress. */
export interface OpenMissions {
  library: Library;
  store: ProgressStore;
}

/** A request, as typed. */
export interface MissionRequest {
  /** Number, id or folder; undefined for the list. */
  mission: string | undefined;
  /** Id or number; by default the first that is not done. */
  step?: string | undefined;
  answer?: string | undefined;
  check?: boolean;
  hint?: boolean;
  solution?: boolean;
  reset?: boolean;
}

/** The mission and step of a request. */
export type MissionAction =
  | { kind: 'list' }
  /** The step is undefined for the whole mission. */
  | { kind: 'show' | 'reset'; mission: Mission; step: Step | undefined }
  | { kind: 'hint' | 'solution'; mission: Mission; step: Step }
  | { kind: 'answer'; mission: Mission; step: Step; answer: string };

/** The result of an action for the screen, with its document. */
export type MissionOutcome =
  | { kind: 'list'; library: Library; document: documents.MissionListDocument }
  | {
      kind: 'show';
      mission: Mission;
      step: Step | undefined;
      progress: Progress;
      document: documents.MissionDocument;
    }
  | {
      kind: 'answer';
      mission: Mission;
      step: Step;
      answer: string;
      attempt: Attempt;
      document: documents.GradedDocument;
    }
  | { kind: 'hint'; mission: Mission; step: Step; document: documents.HintDocument }
  | {
      kind: 'solution';
      mission: Mission;
      step: Step;
      progress: Progress;
      document: documents.SolutionDocument;
    }
  | { kind: 'reset'; what: string; document: documents.ResetDocument };

export type MissionResult = MissionOutcome['document'];

/**
 * Loads the package's missions and the user's, and opens the progress file.
 * @param path a directory with the user's own missions, in addition to OBS_LAB_MISSIONS
 */
export async function openMissions(
  path: string | undefined,
  notify: (line: string) => void,
): Promise<OpenMissions> {
  const directories = missionDirectories(packageRoot(), process.env, path === undefined ? [] : [path]);
  const library = await loadMissions(directories);
  if (path !== undefined && !hasMissionIn(library, resolve(path))) {
    notify(`No missions found in ${path}: it must contain folders with a mission.yaml.`);
  }
  return { library, store: openProgress(openHome().progressFile, notify) };
}

function hasMissionIn({ missions, broken }: Library, directory: string): boolean {
  const files = [...missions.map(({ file }) => file), ...broken.map(({ error }) => error.file)];
  return files.some((file) => resolve(file).startsWith(`${directory}${sep}`));
}

/**
 * Looks up the mission and the step that a request names.
 * @throws UnknownMissionError, UnknownStepError, MissionFileError; UsageError MISSION_MISSING; AnswerMissingError for
 *   `check` on a step that needs an answer
 */
export async function findAction(
  { library, store }: OpenMissions,
  request: MissionRequest,
): Promise<MissionAction> {
  if (request.mission === undefined) {
    const [flag] = Object.keys(request).filter((name) => request[name as keyof MissionRequest] !== undefined);
    if (flag !== undefined) throw missionMissing(flag);
    return { kind: 'list' };
  }
  const mission = findMission(library, request.mission);
  const named = request.step === undefined ? undefined : findStep(mission, request.step);
  if (request.reset) return { kind: 'reset', mission, step: named };
  const step = named ?? firstOpenStep(await store.read(), mission) ?? mission.steps[0]!;
  if (request.hint) return { kind: 'hint', mission, step };
  if (request.solution) return { kind: 'solution', mission, step };
  if (request.check) {
    requireNoAnswer(mission, step);
    return { kind: 'answer', mission, step, answer: '' };
  }
  if (request.answer !== undefined) return { kind: 'answer', mission, step, answer: request.answer };
  return { kind: 'show', mission, step: named };
}

/**
 * Performs an action.
 * @param options.openWorld opens the data that an answer is graded against; only called to grade one
 * @param options.confirmReset asks whether to delete progress; called last, since it can't be undone
 */
export async function performAction(
  { library, store }: OpenMissions,
  action: MissionAction,
  options: { openWorld: () => Promise<World>; confirmReset: (what: string) => Promise<boolean> },
): Promise<MissionOutcome> {
  switch (action.kind) {
    case 'list':
      return { ...action, library, document: documents.listDocument(library, await store.read()) };
    case 'show': {
      const progress = await store.read();
      const { mission, step } = action;
      const document = documents.missionDocument(mission, progress);
      return { kind: 'show', mission, step, progress, document };
    }
    case 'answer': {
      const { mission, step, answer } = action;
      const attempt = await tryAnswer(mission, step, answer, { world: await options.openWorld(), store });
      const document = documents.gradedDocument(mission, step, attempt.grade, attempt.progress);
      return { ...action, attempt, document };
    }
    case 'hint': {
      const { mission, step } = action;
      return { kind: 'hint', mission, step, document: await hintStep(mission, step, store) };
    }
    case 'solution': {
      const { mission, step } = action;
      const progress = await giveUp(mission, step, store);
      return {
        kind: 'solution',
        mission,
        step,
        progress,
        document: solutionDocument(mission, step, progress),
      };
    }
    case 'reset': {
      const { mission, step } = action;
      const what = step ? `step ${step.id} of mission ${mission.number}` : `mission ${mission.number}`;
      const reset = await options.confirmReset(what);
      if (reset) await store.update((before) => forget(before, mission.id, step?.id));
      return { kind: 'reset', what, document: { mission: mission.id, step: step?.id ?? null, reset } };
    }
  }
}

/** @throws AnswerMissingError if a step can't be checked without an answer */
function requireNoAnswer(mission: Mission, step: Step): void {
  const { kind, placeholder } = describeAnswer(step);
  if (kind !== 'confirm') throw new AnswerMissingError(mission.number, step.id, placeholder);
}

async function hintStep(mission: Mission, step: Step, store: ProgressStore): Promise<documents.HintDocument> {
  const number = stepProgressOf(await takeHint(mission, step, store), mission.id, step.id).hints;
  const hint = step.hints[number - 1]!;
  return { mission: mission.id, step: step.id, hint, number, of: step.hints.length };
}

function solutionDocument(mission: Mission, step: Step, progress: Progress): documents.SolutionDocument {
  return {
    mission: mission.id,
    step: step.id,
    solution: describeSolution(mission, step).text,
    explanation: step.explanation,
    gaveUp: stepProgressOf(progress, mission.id, step.id).gaveUpAt !== undefined,
  };
}

function missionMissing(flag: string): UsageError {
  return new UsageError(`--${flag} needs a mission.`, {
    code: 'MISSION_MISSING',
    hints: ['Name it by number, such as: obs-lab mission 1', 'List the missions with: obs-lab mission'],
  });
}
