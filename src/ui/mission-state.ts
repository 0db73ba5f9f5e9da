import type { Attempt } from '../missions/attempt.js';
import type { Grade } from '../missions/grade.js';
import { isDone, stepProgressOf, type Progress, type StepProgress } from '../missions/progress.js';
import type { Readiness } from '../missions/readiness.js';
import type { Mission, Step } from '../missions/schema.js';

/** Where a learner stands in a mission. Pure. */

export type Phase =
  /** It is not known yet whether the lab has the step's data. */
  | 'checking'
  /** It has not. */
  | 'waiting'
  | 'asking'
  | 'grading'
  /** Really show the solution? */
  | 'confirming'
  /** Passed or given up. */
  | 'done'
  /** Behind the last step. */
  | 'summary';

export interface MissionState {
  mission: Mission;
  progress: Progress;
  /** Of the step; the number of steps on the summary. */
  index: number;
  phase: Phase;
  readiness?: Readiness;
  /** The last answer of this step, and what became of it. */
  outcome?: { answer: string; grade: Grade };
}

export type MissionEvent =
  | { type: 'opened'; index: number }
  | { type: 'readiness'; step: string; readiness: Readiness }
  | { type: 'grading' }
  | { type: 'graded'; step: string; answer: string; attempt: Attempt }
  | { type: 'recorded'; progress: Progress }
  | { type: 'asked-to-give-up' }
  | { type: 'kept-trying' }
  | { type: 'gave-up'; progress: Progress }
  | { type: 'trying-again' };

/** @param step the id of the step to begin with; any other word opens the summary */
export function openMission(mission: Mission, progress: Progress, step: string): MissionState {
  const found = mission.steps.findIndex(({ id }) => id === step);
  const index = found === -1 ? mission.steps.length : found;
  return openStep({ mission, progress, index, phase: 'checking' }, index);
}

export function foldMissionEvent(state: MissionState, event: MissionEvent): MissionState {
  switch (event.type) {
    case 'opened':
      return openStep(state, event.index);
    case 'readiness':
      return event.step === stepOf(state)?.id ? withReadiness(state, event.readiness) : state;
    case 'grading':
      return { ...state, phase: 'grading' };
    case 'graded':
      return event.step === stepOf(state)?.id
        ? withAttempt(state, event.answer, event.attempt)
        : { ...state, progress: event.attempt.progress };
    case 'recorded':
      return { ...state, progress: event.progress };
    case 'asked-to-give-up':
      return { ...state, phase: 'confirming' };
    case 'kept-trying':
    case 'trying-again':
      return { ...state, phase: 'checking' };
    case 'gave-up':
      return { ...without(state, 'outcome'), progress: event.progress, phase: 'done' };
  }
}

/** The step that is shown; undefined on the summary. */
export function stepOf({ mission, index }: MissionState): Step | undefined {
  return mission.steps[index];
}

export function recordOf({ mission, progress }: MissionState, step: Step): StepProgress {
  return stepProgressOf(progress, mission.id, step.id);
}

/** What can be done now; only these keys are shown, and only these do anything. */
export interface Abilities {
  /** The answer line can be edited. */
  type: boolean;
  submit: boolean;
  hint: boolean;
  giveUp: boolean;
  next: boolean;
  back: boolean;
  tryAgain: boolean;
}

export function abilitiesOf(state: MissionState): Abilities {
  const { phase, index, mission } = state;
  const step = stepOf(state);
  const open = phase === 'checking' || phase === 'waiting' || phase === 'asking';
  const moving = phase !== 'grading' && phase !== 'confirming';
  return {
    type: open,
    submit: phase === 'asking',
    hint: open && step !== undefined && recordOf(state, step).hints < step.hints.length,
    giveUp: open,
    next: moving && index < mission.steps.length,
    back: moving && index > 0,
    tryAgain: phase === 'done',
  };
}

function openStep(state: MissionState, index: number): MissionState {
  const { mission, progress } = state;
  const step = mission.steps[index];
  const phase = !step
    ? 'summary'
    : isDone(stepProgressOf(progress, mission.id, step.id))
      ? 'done'
      : 'checking';
  return { mission, progress, index, phase };
}

function withReadiness(state: MissionState, readiness: Readiness): MissionState {
  if (state.phase !== 'checking' && state.phase !== 'waiting') return state;
  return { ...state, readiness, phase: readiness.ready ? 'asking' : 'waiting' };
}

function withAttempt(state: MissionState, answer: string, { grade, progress }: Attempt): MissionState {
  const after = { ...state, progress, outcome: { answer, grade } };
  if (grade.verdict === 'pass') return { ...after, phase: 'done' };
  if (grade.verdict === 'not-ready') return { ...after, readiness: grade.readiness, phase: 'waiting' };
  return { ...after, phase: 'asking' };
}

function without(state: MissionState, key: 'outcome'): MissionState {
  const { [key]: _, ...rest } = state;
  return rest;
}
