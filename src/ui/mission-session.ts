import { describeAnswer } from '../missions/describe.js';
import type { Attempt } from '../missions/attempt.js';
import type { Grade } from '../missions/grade.js';
import { isEarned, type Progress } from '../missions/progress.js';
import type { Readiness } from '../missions/readiness.js';
import type { Mission, Step } from '../missions/schema.js';
import { popupOf, type Popup } from './editor-model.js';
import type { KeyAction } from './keys.js';
import { fieldOf, languageOf, pressField, type Languages, type MissionField } from './mission-field.js';
import {
  abilitiesOf,
  foldMissionEvent,
  givenUp,
  openMission,
  recordOf,
  stepOf,
  type MissionEvent,
  type MissionState,
} from './mission-state.js';
import type { Paging } from './mission-model.js';
import type { Preview, PreviewFeed } from './preview.js';
import type { TextInput } from './text-input-model.js';

/** What the lab and the record do for a session. */
export interface MissionActions {
  readiness: (step: Step) => Promise<Readiness>;
  tryAnswer: (step: Step, answer: string) => Promise<Attempt>;
  /** Grades an answer without a record. */
  recheck: (step: Step, answer: string) => Promise<Grade>;
  takeHint: (step: Step) => Promise<Progress>;
  giveUp: (step: Step) => Promise<Progress>;
  /** Forgets a step; without one, the mission. */
  reset: (step: Step | undefined) => Promise<Progress>;
  /** Remembers where the learner is. */
  enter: (step: Step) => Promise<Progress>;
}

/** What helps while one types. */
export interface MissionTools {
  languages: Languages;
  preview: PreviewFeed;
}

/** Left by the learner, or interrupted by Ctrl-C or a signal. */
export type MissionEnd = 'left' | 'interrupted';

export interface MissionView {
  state: MissionState;
  /** Undefined on the summary. */
  field?: MissionField;
  /** The list of completions that is open. */
  popup?: Popup;
  preview: Preview;
  /** Rows above the first that is shown. */
  scroll: number;
}

export interface MissionSession {
  /** What to show now; another object after every change. */
  view: () => MissionView;
  subscribe: (listener: () => void) => () => void;
  /** @param paging of what is on the screen, where not all is */
  press: (action: KeyAction, paging?: Paging) => void;
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
  openTools,
}: {
  mission: Mission;
  progress: Progress;
  /** A step's id, or {@link SUMMARY}. */
  start: string;
  actions: MissionActions;
  /** @param changed to be called when completions or the preview have changed */
  openTools: (changed: () => void) => MissionTools;
}): MissionSession {
  let poll: NodeJS.Timeout | undefined;
  let over = false;
  /** Given before it was known whether the lab is ready: a matter of milliseconds. */
  let early: string | undefined;
  /** Kept from step to step for its history. */
  let queries: TextInput | undefined;
  const listeners = new Set<() => void>();
  let resolve: (how: MissionEnd) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const ended = new Promise<MissionEnd>((onEnd, onError) => {
    [resolve, reject] = [onEnd, onError];
  });
  const tools = openTools(() => {
    if (!over) show(view.state, view.field);
  });
  let scroll = 0;
  let view: MissionView = viewOf(openMission(mission, progress, start), undefined);

  function viewOf(state: MissionState, field: MissionField | undefined): MissionView {
    const popup =
      field?.kind === 'text' && abilitiesOf(state).type
        ? popupOf(field.editor, languageOf(field.form, tools.languages))
        : undefined;
    return { state, ...(field && { field }), ...(popup && { popup }), preview: tools.preview.view(), scroll };
  }

  function show(state: MissionState, field: MissionField | undefined): void {
    if (field?.kind === 'text' && field.form.kind === 'promql') {
      queries = field.editor.input;
      tools.preview.follow(state.phase === 'done' ? '' : queries.text);
    }
    view = viewOf(state, field);
    for (const listener of listeners) listener();
  }

  function fold(event: MissionEvent): void {
    show(foldMissionEvent(view.state, event), view.field);
  }

  /** There is something new to read. */
  function foldFromTop(event: MissionEvent): void {
    scroll = 0;
    fold(event);
  }

  function finish(settle: () => void): void {
    over = true;
    clearTimeout(poll);
    tools.preview.clear();
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

  function go(event: Extract<MissionEvent, { type: 'opened' | 'forgotten' }>): void {
    tools.preview.clear();
    arrive(foldMissionEvent(view.state, event));
  }

  function arrive(state: MissionState): void {
    early = undefined;
    scroll = 0;
    const step = stepOf(state);
    show(state, step && fieldOf(describeAnswer(step), state.progress.history, queries));
    if (!step) return void recheck();
    keep(actions.enter(step), (recorded) => fold({ type: 'recorded', progress: recorded }));
    checkReadiness();
  }

  /** Asks the answers that passed once more, one after the other: the lab may have changed. */
  async function recheck(): Promise<void> {
    const { state } = view;
    const passed = mission.steps.filter(
      (step) => step.answer.type === 'promql' && isEarned(recordOf(state, step)),
    );
    for (const step of passed) {
      const grade = await actions.recheck(step, recordOf(state, step).answer ?? '');
      if (over || view.state.phase !== 'summary') return;
      fold({ type: 'rechecked', step: step.id, grade });
    }
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
        if (readiness.ready && early !== undefined) submit(early);
        else poll = setTimeout(checkReadiness, POLL_MS);
      });
  }

  function submit(answer: string): void {
    early = view.state.phase === 'checking' ? answer : undefined;
    const step = stepOf(view.state);
    if (!step || !abilitiesOf(view.state).submit) return;
    fold({ type: 'grading' });
    keep(actions.tryAnswer(step, answer), (attempt) => {
      foldFromTop({ type: 'graded', step: step.id, answer, attempt });
      checkReadiness();
    });
  }

  function press(action: KeyAction, paging?: Paging): void {
    if (over) return;
    if (action.type === 'control' && action.letter === 'c') return finish(() => resolve('interrupted'));
    if (view.state.phase === 'confirming') return confirm(action);
    const { field, state } = view;
    const can = abilitiesOf(state);
    if (can.type && field) {
      const pressed = pressField(field, action, tools.languages);
      if (pressed) {
        show(state, pressed.field);
        if (pressed.answer !== undefined) submit(pressed.answer);
        return;
      }
    }
    if (paging) scrollBy(action, paging);
    if (action.type === 'escape') finish(() => resolve('left'));
    else if (action.type === 'enter' && can.goOn) go({ type: 'opened', index: state.index + 1 });
    else if (action.type === 'control') command(action.letter);
    else if (typed(action) === 'r') again();
  }

  function scrollBy(action: KeyAction, { hidden, page }: Paging): void {
    const line =
      action.type !== 'edit' ? 0 : action.edit.type === 'newer' ? 1 : action.edit.type === 'older' ? -1 : 0;
    const by = action.type === 'page' ? action.by * page : line;
    if (by === 0) return;
    scroll = Math.max(0, scroll + Math.min(by, hidden));
    show(view.state, view.field);
  }

  function again(): void {
    const can = abilitiesOf(view.state);
    if (can.tryAgain) {
      fold({ type: 'trying-again' });
      checkReadiness();
    }
    if (can.startAnew) forget(stepOf(view.state) ? view.state.index : givenUp(view.state));
  }

  /** @param index of a step; behind the last, all of them */
  function forget(index: number): void {
    const step = mission.steps[index];
    keep(actions.reset(step), (recorded) =>
      go({ type: 'forgotten', progress: recorded, index: step ? index : 0 }),
    );
  }

  function command(letter: string): void {
    const { state } = view;
    const can = abilitiesOf(state);
    const step = stepOf(state);
    if (letter === 't' && can.hint && step)
      keep(actions.takeHint(step), (recorded) => foldFromTop({ type: 'hinted', progress: recorded }));
    if (letter === 'g' && can.giveUp) fold({ type: 'asked', confirmation: 'solution' });
    if (letter === 'r' && can.reset) fold({ type: 'asked', confirmation: 'reset' });
    if (letter === 'o' && can.type && view.field?.form.kind === 'promql') tools.preview.toggle();
    if (letter === 'n' && can.next) go({ type: 'opened', index: state.index + 1 });
    if (letter === 'p' && can.back) go({ type: 'opened', index: state.index - 1 });
  }

  function confirm(action: KeyAction): void {
    const key = typed(action) ?? action.type;
    const { state } = view;
    const step = stepOf(state);
    if (key === 'y' && state.confirmation === 'reset') forget(state.index);
    else if (key === 'y' && step)
      keep(actions.giveUp(step), (recorded) => fold({ type: 'gave-up', progress: recorded }));
    if (key === 'n' || key === 'escape') {
      fold({ type: 'kept' });
      checkReadiness();
    }
  }

  arrive(view.state);
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

function typed(action: KeyAction): string | undefined {
  return action.type === 'edit' && action.edit.type === 'insert' ? action.edit.text.toLowerCase() : undefined;
}
