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
