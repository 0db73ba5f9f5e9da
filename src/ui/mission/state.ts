import type { Attempt } from '../../missions/progress/attempt.js';
import type { Grade } from '../../missions/grading/grade.js';
import {
  isDone,
  isEarned,
  stepProgressOf,
  type Progress,
  type StepProgress,
} from '../../missions/progress/progress.js';
import type { Readiness } from '../../missions/grading/readiness.js';
import type { Mission, Step } from '../../missions/library/schema.js';

/** Where a learner stands in a mission. Pure. */

export type Phase =
  /** It is not known yet whether the lab has the step's data. */
  | 'checking'
  /** It has not. */
  | 'waiting'
  | 'asking'
  | 'grading'
  /** Really? */
  | 'confirming'
  /** Passed or given up. */
  | 'done'
  /** Behind the last step. */
  | 'summary';

/** What is asked before it is done: to show the solution, or to forget what was done. */
export type Confirmation = 'solution' | 'reset';

export interface MissionState {
  mission: Mission;
  progress: Progress;
  /** The mission to go on with after this one. */
  next?: Mission;
  /** Of the step; the number of steps on the summary. */
  index: number;
  phase: Phase;
  readiness?: Readiness;
  /** The last answer of this step, and what became of it. */
  outcome?: { answer: string; grade: Grade };
  /** A hint was asked for after the last answer: it is what one wants to read. */
  hinted?: boolean;
  confirmation?: Confirmation;
  /** By step, what became of the answers that passed, asked once more. */
  rechecks: Readonly<Record<string, Grade>>;
}

export type MissionEvent =
  | { type: 'opened'; index: number }
  | { type: 'readiness'; step: string; readiness: Readiness }
  | { type: 'grading' }
  | { type: 'graded'; step: string; answer: string; attempt: Attempt }
  | { type: 'recorded'; progress: Progress }
  | { type: 'hinted'; progress: Progress }
  | { type: 'asked'; confirmation: Confirmation }
  /** Not confirmed. */
  | { type: 'kept' }
  | { type: 'gave-up'; progress: Progress }
  /** What was done at this step, or all of the mission, is forgotten. */
  | { type: 'forgotten'; progress: Progress; index: number }
  | { type: 'trying-again' }
  | { type: 'rechecked'; step: string; grade: Grade };

/**
 * @param step the id of the step to begin with; any other word opens the summary
 * @param next the mission to go on with after this one
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

/** The step that is shown; undefined on the summary. */
export function stepOf({ mission, index }: MissionState): Step | undefined {
  return mission.steps[index];
}

export function recordOf({ mission, progress }: MissionState, step: Step): StepProgress {
  return stepProgressOf(progress, mission.id, step.id);
}

/** The first step that was given up; −1 where none was. */
export function givenUp(state: MissionState): number {
  return state.mission.steps.findIndex((step) => recordOf(state, step).gaveUpAt !== undefined);
}

/** What can be done now; only these keys are shown, and only these do anything. */
export interface Abilities {
  /** The answer can be edited. */
  type: boolean;
  submit: boolean;
  hint: boolean;
  giveUp: boolean;
  next: boolean;
  back: boolean;
  /** On to the next step, with Enter. */
  goOn: boolean;
  tryAgain: boolean;
  /** Take up what was given up, as if for the first time. */
  startAnew: boolean;
  /** Leave this mission for the next one. */
  nextMission: boolean;
  /** There is something to forget. */
  reset: boolean;
}

export function abilitiesOf(state: MissionState): Abilities {
  const { phase, index, mission } = state;
  const step = stepOf(state);
  const record = step && recordOf(state, step);
  const open = phase === 'checking' || phase === 'waiting' || phase === 'asking';
  const moving = phase !== 'grading' && phase !== 'confirming';
  const touched = mission.steps.some((one) => isTouched(recordOf(state, one)));
  return {
    type: open,
    submit: phase === 'asking',
    hint: open && step !== undefined && record!.hints < step.hints.length,
    giveUp: open,
    next: moving && index < mission.steps.length,
    back: moving && index > 0,
    goOn: phase === 'done',
    tryAgain: phase === 'done' && isEarned(record!),
    startAnew: phase === 'done' ? !isEarned(record!) : phase === 'summary' && givenUp(state) !== -1,
    nextMission: phase === 'summary' && state.next !== undefined,
    reset: moving && (record ? isTouched(record) : touched),
  };
}

function isTouched(record: StepProgress): boolean {
  return record.attempts > 0 || record.hints > 0 || isDone(record);
}

function openStep(
  { mission, progress, next }: Pick<MissionState, 'mission' | 'progress' | 'next'>,
  index: number,
): MissionState {
  const phase = phaseOn(mission, progress, index);
  return { mission, progress, ...(next && { next }), index, phase, rechecks: {} };
}

function phaseOn(mission: Mission, progress: Progress, index: number): Phase {
  const step = mission.steps[index];
  if (!step) return 'summary';
  return isDone(stepProgressOf(progress, mission.id, step.id)) ? 'done' : 'checking';
}

/** Where one was when one was asked to confirm. */
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
