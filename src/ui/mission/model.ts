import type { Readiness } from '../../missions/grading/readiness.js';
import type { Grade } from '../../missions/grading/types.js';
import type { Mission } from '../../missions/library/schema.js';
import type { Attempt } from '../../missions/progress/attempt.js';
import { isDone, isEarned, type Progress, stepProgressOf } from '../../missions/progress/progress.js';
import { type Confirmation, type MissionState, type Phase, stepOf } from './state.js';

/** How a mission's state changes with what happens. */

export type MissionEvent =
  | { type: 'opened'; index: number }
  /** The list of steps was opened from a step. */
  | { type: 'listed' }
  | { type: 'selected'; index: number }
  | { type: 'readiness'; step: string; readiness: Readiness }
  | { type: 'grading' }
  | { type: 'graded'; step: string; answer: string; attempt: Attempt }
  | { type: 'hinted'; progress: Progress }
  | { type: 'asked'; confirmation: Confirmation }
  /** Not confirmed. */
  | { type: 'kept' }
  | { type: 'gave-up'; progress: Progress }
  /** Progress in this step, or in the whole mission, was reset. */
  | { type: 'forgotten'; progress: Progress; index: number }
  | { type: 'trying-again' }
  | { type: 'rechecked'; step: string; grade: Grade };

/**
 * @param step id of the step to start with; anything else opens the summary
 * @param next the mission to continue with after this one
 */
export function openMission(
  mission: Mission,
  progress: Progress,
  step: string,
  next?: Mission,
): MissionState {
  const found = mission.steps.findIndex(({ id }) => id === step);
  const index = found === -1 ? mission.steps.length : found;
  return openStep({ mission, progress, ...(next && { next }) }, index);
}

export function foldMissionEvent(state: MissionState, event: MissionEvent): MissionState {
  switch (event.type) {
    case 'opened':
      return openStep(state, event.index);
    case 'listed':
      return { ...openStep(state, state.mission.steps.length), selected: state.index, from: state.index };
    case 'selected':
      return { ...state, selected: event.index };
    case 'readiness':
      return event.step === stepOf(state)?.id ? withReadiness(state, event.readiness) : state;
    case 'grading':
      return { ...state, phase: 'grading' };
    case 'graded':
      return event.step === stepOf(state)?.id
        ? withAttempt(state, event.answer, event.attempt)
        : { ...state, progress: event.attempt.progress };
    case 'hinted':
      return { ...state, progress: event.progress, hinted: true };
    case 'asked':
      return { ...state, phase: 'confirming', confirmation: event.confirmation };
    case 'kept':
      return { ...without(state, 'confirmation'), phase: phaseBefore(state) };
    case 'trying-again':
      return { ...state, phase: 'checking' };
    case 'gave-up':
      return { ...without(state, 'outcome', 'confirmation'), progress: event.progress, phase: 'done' };
    case 'forgotten':
      return openStep({ ...state, progress: event.progress }, event.index);
    case 'rechecked':
      return { ...state, rechecks: { ...state.rechecks, [event.step]: event.grade } };
  }
}

function openStep(
  { mission, progress, next }: Pick<MissionState, 'mission' | 'progress' | 'next'>,
  index: number,
): MissionState {
  const phase = phaseOn(mission, progress, index);
  const unearned = mission.steps.findIndex(({ id }) => !isEarned(stepProgressOf(progress, mission.id, id)));
  return {
    mission,
    progress,
    ...(next && { next }),
    index,
    phase,
    selected: Math.max(0, unearned),
    rechecks: {},
  };
}

function phaseOn(mission: Mission, progress: Progress, index: number): Phase {
  const step = mission.steps[index];
  if (!step) return 'summary';
  return isDone(stepProgressOf(progress, mission.id, step.id)) ? 'done' : 'checking';
}

/** The phase before the learner was asked to confirm. */
function phaseBefore({ mission, progress, index, confirmation }: MissionState): Phase {
  return confirmation === 'solution' ? 'checking' : phaseOn(mission, progress, index);
}

function withReadiness(state: MissionState, readiness: Readiness): MissionState {
  if (state.phase !== 'checking' && state.phase !== 'waiting') return state;
  return { ...state, readiness, phase: readiness.ready ? 'asking' : 'waiting' };
}

function withAttempt(state: MissionState, answer: string, { grade, progress }: Attempt): MissionState {
  const after = { ...state, progress, outcome: { answer, grade }, hinted: false };
  if (grade.verdict === 'pass') return { ...after, phase: 'done' };
  if (grade.verdict === 'not-ready') return { ...after, readiness: grade.readiness, phase: 'waiting' };
  return { ...after, phase: 'asking' };
}

function without(state: MissionState, ...keys: ('outcome' | 'confirmation')[]): MissionState {
  const rest = { ...state };
  for (const key of keys) delete rest[key];
  return rest;
}
