import type { Attempt } from '../missions/attempt.js';
import type { Progress } from '../missions/progress.js';
import type { Readiness } from '../missions/readiness.js';
import type { Mission, Step } from '../missions/schema.js';
import type { KeyAction } from './keys.js';
import {
  abilitiesOf,
  foldMissionEvent,
  openMission,
  stepOf,
  type MissionEvent,
  type MissionState,
} from './mission-state.js';
import { cleared, edit, remembered, textInput, type TextInput } from './text-input-model.js';

/** What the lab and the record do for a session. */
export interface MissionActions {
  readiness: (step: Step) => Promise<Readiness>;
  tryAnswer: (step: Step, answer: string) => Promise<Attempt>;
  takeHint: (step: Step) => Promise<Progress>;
  giveUp: (step: Step) => Promise<Progress>;
  /** Remembers where the learner is. */
  enter: (step: Step) => Promise<Progress>;
}

/** Left by the learner, or interrupted by Ctrl-C or a signal. */
export type MissionEnd = 'left' | 'interrupted';

export interface MissionView {
  state: MissionState;
  input: TextInput;
}

export interface MissionSession {
  /** What to show now; another object after every change. */
  view: () => MissionView;
  subscribe: (listener: () => void) => () => void;
  press: (action: KeyAction) => void;
  end: (how: MissionEnd) => void;
  /** Rejects where progress can't be kept. */
  ended: Promise<MissionEnd>;
}

/** Where a mission can be opened besides its steps. No step has such an id. */
export const SUMMARY = '(summary)';

const POLL_MS = 1000;

/** Runs a mission: keys in, states out, and the lab's answers folded in between. */
export function startMissionSession({
  mission,
  progress,
  start,
  actions,
}: {
  mission: Mission;
  progress: Progress;
  /** A step's id, or {@link SUMMARY}. */
  start: string;
  actions: MissionActions;
}): MissionSession {
  let view: MissionView = {
    state: openMission(mission, progress, start),
    input: textInput(progress.history),
  };
  let poll: NodeJS.Timeout | undefined;
  let over = false;
  /** Enter was pressed before it was known whether the lab is ready: a matter of milliseconds. */
  let submitWhenReady = false;
  const listeners = new Set<() => void>();
  let resolve: (how: MissionEnd) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ended = new Promise<MissionEnd>((onEnd, onError) => {
    [resolve, reject] = [onEnd, onError];
  });

  function show(next: Partial<MissionView>): void {
    view = { ...view, ...next };
    for (const listener of listeners) listener();
  }

  function fold(event: MissionEvent): void {
    show({ state: foldMissionEvent(view.state, event) });
  }

  function finish(settle: () => void): void {
    over = true;
    clearTimeout(poll);
    settle();
  }

  /** Work that keeps a record: where it fails, so does the session. */
  function keep<T>(work: Promise<T>, then: (result: T) => void): void {
    work.then(
      (result) => {
        if (!over) then(result);
      },
      (error: unknown) => finish(() => reject(error)),
    );
  }

  function go(index: number): void {
    submitWhenReady = false;
    fold({ type: 'opened', index });
    show({ input: cleared(view.input) });
    arrive();
  }

  function arrive(): void {
    const step = stepOf(view.state);
    if (!step) return;
    keep(actions.enter(step), (recorded) => fold({ type: 'recorded', progress: recorded }));
    checkReadiness();
  }

  function checkReadiness(): void {
    clearTimeout(poll);
    const step = stepOf(view.state);
    if (over || !step || (view.state.phase !== 'checking' && view.state.phase !== 'waiting')) return;
    const failed = (error: unknown): Readiness => ({
      ready: false,
      lacking: error instanceof Error ? error.message : String(error),
    });
    void actions
      .readiness(step)
      .catch(failed)
      .then((readiness) => {
        if (over) return;
        fold({ type: 'readiness', step: step.id, readiness });
        if (readiness.ready && submitWhenReady) submit();
        else poll = setTimeout(checkReadiness, POLL_MS);
      });
  }

  function submit(): void {
    submitWhenReady = view.state.phase === 'checking';
    const step = stepOf(view.state);
    const answer = view.input.text.trim();
    if (!step || answer === '' || !abilitiesOf(view.state).submit) return;
    show({ input: remembered(view.input) });
    fold({ type: 'grading' });
    keep(actions.tryAnswer(step, answer), (attempt) => {
      fold({ type: 'graded', step: step.id, answer, attempt });
      checkReadiness();
    });
  }

  function press(action: KeyAction): void {
    if (over) return;
    if (action.type === 'control' && action.letter === 'c') return finish(() => resolve('interrupted'));
    if (view.state.phase === 'confirming') return confirm(action);
    const can = abilitiesOf(view.state);
    if (action.type === 'escape') return finish(() => resolve('left'));
    if (action.type === 'enter') return can.tryAgain ? go(view.state.index + 1) : submit();
    if (action.type === 'control') return command(action.letter);
    if (can.tryAgain && action.edit.type === 'insert' && action.edit.text === 'r') {
      fold({ type: 'trying-again' });
      return checkReadiness();
    }
    if (can.type) show({ input: edit(view.input, action.edit) });
  }

  function command(letter: string): void {
    const { state } = view;
    const can = abilitiesOf(state);
    const step = stepOf(state);
    if (letter === 't' && can.hint && step)
      keep(actions.takeHint(step), (recorded) => fold({ type: 'recorded', progress: recorded }));
    if (letter === 'g' && can.giveUp) fold({ type: 'asked-to-give-up' });
    if (letter === 'n' && can.next) go(state.index + 1);
    if (letter === 'p' && can.back) go(state.index - 1);
  }

  function confirm(action: KeyAction): void {
    const key =
      action.type === 'edit' && action.edit.type === 'insert' ? action.edit.text.toLowerCase() : action.type;
    const step = stepOf(view.state);
    if (key === 'y' && step)
      keep(actions.giveUp(step), (recorded) => fold({ type: 'gave-up', progress: recorded }));
    if (key === 'n' || key === 'escape') {
      fold({ type: 'kept-trying' });
      checkReadiness();
    }
  }

  arrive();
  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    press,
    end: (how) => {
      if (!over) finish(() => resolve(how));
    },
    ended,
  };
}
