import { z } from 'zod';
import type { Mission, Step } from '../library/schema.js';

/**
 * What a learner has done, kept under the ids of missions and steps. The record of a step that a mission no longer
 * has stays in the file, but doesn't count.
 */

const stepProgress = z.object({
  /** Graded answers until the step was passed; not-ready and lab-fault do not count. */
  attempts: z.number().int().nonnegative().default(0),
  hints: z.number().int().nonnegative().default(0),
  /** RFC 3339 UTC. */
  passedAt: z.string().optional(),
  /** The answer that passed. */
  answer: z.string().optional(),
  /** When the solution was asked for before a pass: the step then earns nothing. */
  gaveUpAt: z.string().optional(),
});

export const progressSchema = z.object({
  version: z.literal(1),
  missions: z.record(z.string(), z.object({ steps: z.record(z.string(), stepProgress).default({}) })),
  /** Answers as they were typed, oldest first: the history of the answer line. */
  history: z.array(z.string()).default([]),
});

export type StepProgress = z.output<typeof stepProgress>;
export type Progress = z.output<typeof progressSchema>;

const HISTORY_LENGTH = 200;

export function emptyProgress(): Progress {
  return { version: 1, missions: {}, history: [] };
}

export function stepProgressOf(progress: Progress, mission: string, step: string): StepProgress {
  return ownValue(ownValue(progress.missions, mission)?.steps ?? {}, step) ?? { attempts: 0, hints: 0 };
}

/** The step to continue with: the first that is not done, whether it was skipped or not reached yet. */
export function firstOpenStep(progress: Progress, mission: Mission): Step | undefined {
  return mission.steps.find((step) => !isDone(stepProgressOf(progress, mission.id, step.id)));
}

export function isDone({ passedAt, gaveUpAt }: StepProgress): boolean {
  return passedAt !== undefined || gaveUpAt !== undefined;
}

/** Steps passed without the solution, and their share of the mission's weight, 0 to 100. */
export function missionScore(progress: Progress, mission: Mission): { passed: number; score: number } {
  const earned = mission.steps.filter(({ id }) => isEarned(stepProgressOf(progress, mission.id, id)));
  const weigh = (steps: readonly Step[]): number => steps.reduce((sum, { weight }) => sum + weight, 0);
  return { passed: earned.length, score: Math.round((100 * weigh(earned)) / weigh(mission.steps)) };
}

export function isEarned({ passedAt, gaveUpAt }: StepProgress): boolean {
  return passedAt !== undefined && gaveUpAt === undefined;
}

/**
 * Records an answer that was graded.
 * @param at RFC 3339 UTC
 */
export function recordAnswer(
  progress: Progress,
  {
    mission,
    step,
    answer,
    passed,
    at,
  }: { mission: string; step: string; answer: string; passed: boolean; at: string },
): Progress {
  const before = stepProgressOf(progress, mission, step);
  if (before.passedAt !== undefined) return recordTyped(progress, answer);
  const after = { ...before, attempts: before.attempts + 1, ...(passed && { passedAt: at, answer }) };
  return recordTyped(withStep(progress, mission, step, after), answer);
}

/** Moves an answer to the end of the history, or adds it there. */
export function recordTyped(progress: Progress, answer: string): Progress {
  const others = progress.history.filter((entry) => entry !== answer);
  return { ...progress, history: [...others, answer].slice(-HISTORY_LENGTH) };
}

export function recordHints(progress: Progress, mission: string, step: string, hints: number): Progress {
  const before = stepProgressOf(progress, mission, step);
  return withStep(progress, mission, step, { ...before, hints: Math.max(before.hints, hints) });
}

/** Marks a step as given up; after a pass the solution costs nothing. */
export function recordGiveUp(progress: Progress, mission: string, step: string, at: string): Progress {
  const before = stepProgressOf(progress, mission, step);
  return isDone(before) ? progress : withStep(progress, mission, step, { ...before, gaveUpAt: at });
}

/** Removes the progress of a mission, or of one step. The history of typed answers stays. */
export function forget(progress: Progress, mission: string, step?: string): Progress {
  const { [mission]: before, ...others } = progress.missions;
  if (step === undefined || !before) return { ...progress, missions: others };
  const { [step]: _, ...steps } = before.steps;
  return { ...progress, missions: { ...others, [mission]: { ...before, steps } } };
}

function withStep(progress: Progress, mission: string, step: string, value: StepProgress): Progress {
  const before = ownValue(progress.missions, mission) ?? { steps: {} };
  const steps = { ...before.steps, [step]: value };
  return { ...progress, missions: { ...progress.missions, [mission]: { ...before, steps } } };
}

/** A record from a file may have keys such as `constructor`: only its own count. */
function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
