import type { Readiness } from '../../missions/grading/readiness.js';
import type { Grade } from '../../missions/grading/types.js';
import type { Mission, Step } from '../../missions/library/schema.js';
import {
  isDone,
  isEarned,
  type Progress,
  type StepProgress,
  stepProgressOf,
} from '../../missions/progress/progress.js';

/** The phases of a mission. */

export type Phase =
  /** Checking whether the lab has the step's data. */
  | 'checking'
  /** Waiting until the lab has the step's data. */
  | 'waiting'
  | 'asking'
  | 'grading'
  /** Waiting for the learner to confirm. */
  | 'confirming'
  /** Passed or given up. */
  | 'done'
  /** The list of steps, after the last one or opened from any. */
  | 'summary';

/** Actions that have to be confirmed: showing the solution, or resetting progress. */
export type Confirmation = 'solution' | 'reset';

export interface MissionState {
  mission: Mission;
  progress: Progress;
  /** The mission to continue with after this one. */
  next?: Mission;
  /** Index of the step; on the summary, the number of steps. */
  index: number;
  phase: Phase;
  readiness?: Readiness;
  /** The last answer to this step, and its grade. */
  outcome?: { answer: string; grade: Grade };
  /** A hint was requested after the last answer: show it first. */
  hinted?: boolean;
  confirmation?: Confirmation;
  /** On the list of steps: the index of the step that Enter opens. */
  selected: number;
  /** The step from which the list of steps was opened: Esc leads back to it. At the mission's end it is undefined. */
  from?: number;
  /** By step: the grades of passed answers, graded again on the summary. */
  rechecks: Readonly<Record<string, Grade>>;
}

/** The step that is shown; undefined on the summary. */
export function stepOf({ mission, index }: MissionState): Step | undefined {
  return mission.steps[index];
}

export function recordOf({ mission, progress }: MissionState, step: Step): StepProgress {
  return stepProgressOf(progress, mission.id, step.id);
}

/** The step that is shown, or, on the list of steps, the marked one. */
export function chosenStep(state: MissionState): Step {
  return stepOf(state) ?? state.mission.steps[state.selected]!;
}

/** The actions available now: only these keys are shown, and only these work. */
export interface Abilities {
  /** The answer can be edited. */
  type: boolean;
  submit: boolean;
  hint: boolean;
  giveUp: boolean;
  next: boolean;
  back: boolean;
  /** Enter opens the next step. */
  goOn: boolean;
  tryAgain: boolean;
  /** Start a step again that was given up. */
  startAnew: boolean;
  /** Choose a step from the list. */
  choose: boolean;
  /** Open the list of steps. */
  steps: boolean;
  /** Leave this mission for the next one. */
  nextMission: boolean;
  /** There is progress to reset. */
  reset: boolean;
}

export function abilitiesOf(state: MissionState): Abilities {
  const { phase, index, mission } = state;
  const step = stepOf(state);
  const record = step && recordOf(state, step);
  const open = phase === 'checking' || phase === 'waiting' || phase === 'asking';
  const moving = phase !== 'grading' && phase !== 'confirming';
  const chosen = recordOf(state, chosenStep(state));
  const touched = mission.steps.some((one) => isTouched(recordOf(state, one)));
  return {
    type: open,
    submit: phase === 'asking',
    hint: open && step !== undefined && record!.hints < step.hints.length,
    giveUp: open,
    next: moving && index < mission.steps.length,
    back: moving && index > 0 && state.from === undefined,
    goOn: phase === 'done',
    tryAgain: phase === 'done' && isEarned(record!),
    startAnew: (phase === 'done' || phase === 'summary') && chosen.gaveUpAt !== undefined,
    choose: phase === 'summary',
    steps: moving && step !== undefined,
    nextMission: phase === 'summary' && state.from === undefined && state.next !== undefined,
    reset: moving && (record ? isTouched(record) : touched),
  };
}

function isTouched(record: StepProgress): boolean {
  return record.attempts > 0 || record.hints > 0 || isDone(record);
}
