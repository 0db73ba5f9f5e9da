import { describeAnswer } from '../../missions/describe.js';
import type { Mission } from '../../missions/library/schema.js';
import { isEarned, type Progress } from '../../missions/progress/progress.js';
import { deferred } from '../../util/deferred.js';
import { popupOf } from '../editor/model.js';
import type { KeyAction } from '../terminal/keys.js';
import { createListeners } from '../terminal/listeners.js';
import type { Paging } from '../terminal/screen.js';
import type { TextInput } from '../terminal/text-input.js';
import { startAnswerWatch, watchedIn } from './answer-watch.js';
import {
  draftOf,
  fieldOf,
  interruptField,
  languageOf,
  type MissionField,
  pressField,
  typedIn,
} from './field-model.js';
import { type Intent, intentOf, scrolled } from './intent.js';
import { foldMissionEvent, type MissionEvent, openMission } from './model.js';
import { watchReadiness } from './readiness-watch.js';
import type { SessionState } from './session-state.js';
import type { MissionActions, MissionEnd, MissionSession, MissionTools } from './session-types.js';
import { abilitiesOf, type MissionState, recordOf, stepOf } from './state.js';

/** Opens a mission on its summary. No step has such an id. */
export const SUMMARY = '(summary)';

/** Runs a mission: keys in, states out. */
export function startMissionSession({
  mission,
  progress,
  start,
  next,
  actions,
  openTools,
}: {
  mission: Mission;
  progress: Progress;
  /** A step's id, or {@link SUMMARY}. */
  start: string;
  /** The mission to continue with after this one, if there is one. */
  next?: Mission | undefined;
  actions: MissionActions;
  /** @param changed is called when completions or the preview have changed */
  openTools: (changed: () => void) => MissionTools;
}): MissionSession {
  let over = false;
  /** An answer submitted while the lab's readiness was still being checked, which takes milliseconds. */
  let early: string | undefined;
  /** The last query input, kept from step to step for its history. */
  let queries: TextInput | undefined;
  /** By step: what the learner had typed when leaving the step without an answer. */
  const drafts = new Map<string, MissionField>();
  const { subscribe, notify } = createListeners();
  const { promise: ended, resolve, reject } = deferred<MissionEnd>();
  const tools = openTools(() => {
    if (!over) show(view.state, view.field);
  });
  const readiness = watchReadiness({
    waiting: () => (['checking', 'waiting'].includes(view.state.phase) ? stepOf(view.state) : undefined),
    ask: actions.readiness,
    tell: (step, answer) => {
      fold({ type: 'readiness', step: step.id, readiness: answer });
      if (answer.ready && early !== undefined) submit(early);
    },
  });
  const watch = startAnswerWatch({
    watchFile: actions.watchFile,
    look: (step) => actions.recheck(step, ''),
    changed: () => {
      noticed = true;
      checkNoticed();
    },
    seen: () => show(view.state, view.field),
  });
  /** Whether a save, or a change of the lab, still has to be graded. */
  let noticed = false;
  let scroll: number | undefined = 0;
  let view: SessionState = viewOf(openMission(mission, progress, start, next), undefined);

  function viewOf(state: MissionState, field: MissionField | undefined): SessionState {
    const popup =
      field?.kind === 'text' && abilitiesOf(state).type
        ? popupOf(field.editor, languageOf(field.form, tools.languages))
        : undefined;
    const watches = watch.watches();
    return {
      state,
      ...(field && { field }),
      ...(popup && { popup }),
      ...(watches && { watches }),
      preview: tools.preview.view(),
      scroll,
    };
  }

  function show(state: MissionState, field: MissionField | undefined): void {
    if (field?.kind === 'text' && field.form.kind === 'promql') {
      queries = field.editor.input;
      tools.preview.follow(state.phase === 'done' ? '' : queries.text);
    }
    watch.follow(watchedIn(state, field));
    view = viewOf(state, field);
    notify();
    checkNoticed();
  }

  /** Grades what was noticed, once the step can be graded. */
  function checkNoticed(): void {
    const { state, field } = view;
    if (!noticed || over || state.phase === 'grading' || state.phase === 'confirming') return;
    noticed = abilitiesOf(state).type && !abilitiesOf(state).submit;
    if (!noticed && abilitiesOf(state).submit && field) submit(typedIn(field), true);
  }

  function fold(event: MissionEvent): void {
    show(foldMissionEvent(view.state, event), view.field);
  }

  /** For events with something new to read: scrolls back to the top. */
  function foldFromTop(event: MissionEvent): void {
    scroll = 0;
    fold(event);
  }

  function finish(settle: () => void): void {
    over = true;
    readiness.stop();
    watch.stop();
    tools.preview.clear();
    settle();
  }

  /** Work that saves progress: if it fails, the session ends with its error. */
  function keep<T>(work: Promise<T>, then: (result: T) => void): void {
    work.then(
      (result) => {
        if (!over) then(result);
      },
      (error: unknown) => finish(() => reject(error)),
    );
  }

  function go(event: Extract<MissionEvent, { type: 'opened' | 'listed' | 'forgotten' }>): void {
    tools.preview.clear();
    const left = stepOf(view.state);
    if (event.type !== 'forgotten' && left && view.field) drafts.set(left.id, view.field);
    arrive(foldMissionEvent(view.state, event));
  }

  function arrive(state: MissionState): void {
    early = undefined;
    noticed = false;
    scroll = state.from === undefined ? 0 : undefined;
    const step = stepOf(state);
    const field = step && fieldOf(describeAnswer(step), state.progress.history, queries);
    show(state, field && draftOf(field, drafts.get(step.id)));
    if (!step) {
      if (state.from !== undefined) return;
      void actions.leave();
      return void recheck();
    }
    keep(actions.enter(step), () => undefined);
    readiness.check();
  }

  /** Grades the passed answers again, one after the other: the lab may have changed. */
  async function recheck(): Promise<void> {
    const { state } = view;
    const passed = mission.steps.filter(
      (step) => step.answer.type === 'promql' && !step.fault && isEarned(recordOf(state, step)),
    );
    for (const step of passed) {
      const grade = await actions.recheck(step, recordOf(state, step).answer ?? '');
      if (over || view.state.phase !== 'summary') return;
      fold({ type: 'rechecked', step: step.id, grade });
    }
  }

  function submit(answer: string, watched = false): void {
    early = view.state.phase === 'checking' ? answer : undefined;
    const step = stepOf(view.state);
    if (!step || !abilitiesOf(view.state).submit) return;
    fold({ type: 'grading' });
    keep(actions.tryAnswer(step, answer, watched), (attempt) => {
      foldFromTop({ type: 'graded', step: step.id, answer, attempt });
      readiness.check();
    });
  }

  function press(action: KeyAction, paging?: Paging): void {
    if (over) return;
    const { field, state } = view;
    if (action.type === 'control' && action.letter === 'c') {
      const cleared = abilitiesOf(state).type && field && interruptField(field);
      return cleared ? show(state, cleared) : finish(() => resolve('interrupted'));
    }
    if (abilitiesOf(state).type && field) {
      const pressed = pressField(field, action, tools.languages);
      if (pressed) {
        show(state, pressed.field);
        if (pressed.answer !== undefined) submit(pressed.answer);
        return;
      }
    }
    const intent = intentOf(state, action);
    const at = paging && state.phase !== 'confirming' ? scrolled(action, paging) : undefined;
    if (at === undefined || intent?.type === 'select') return intent && obey(intent);
    scroll = at;
    show(state, field);
  }

  function obey(intent: Intent): void {
    switch (intent.type) {
      case 'leave':
        return finish(() => resolve('left'));
      case 'next-mission':
        return finish(() => resolve('next'));
      case 'open':
        return go({ type: 'opened', index: intent.index });
      case 'steps':
        return go({ type: 'listed' });
      case 'select':
        scroll = undefined;
        return fold({ type: 'selected', index: intent.index });
      case 'hint':
        return keep(actions.takeHint(intent.step), (recorded) =>
          foldFromTop({ type: 'hinted', progress: recorded }),
        );
      case 'ask':
        return fold({ type: 'asked', confirmation: intent.confirmation });
      case 'keep':
        fold({ type: 'kept' });
        return readiness.check();
      case 'give-up':
        return keep(actions.giveUp(intent.step), (recorded) => fold({ type: 'gave-up', progress: recorded }));
      case 'forget':
        return forget(intent.index);
      case 'try-again':
        fold({ type: 'trying-again' });
        return readiness.check();
      case 'preview':
        if (view.field?.form.kind === 'promql') tools.preview.toggle();
    }
  }

  /** @param index of a step, or the index after the last for all steps */
  function forget(index: number): void {
    const step = mission.steps[index];
    keep(actions.reset(step), (recorded) => {
      if (step) drafts.delete(step.id);
      else drafts.clear();
      go({ type: 'forgotten', progress: recorded, index: step ? index : 0 });
    });
  }

  arrive(view.state);
  return {
    view: () => view,
    subscribe,
    press,
    end: (how) => {
      if (!over) finish(() => resolve(how));
    },
    ended,
  };
}
