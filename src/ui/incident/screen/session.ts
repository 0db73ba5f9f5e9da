import { LabError } from '../../../errors.js';
import { type Field, FIELDS } from '../../../incidents/grading/types.js';
import type { FiringAlert } from '../../../incidents/session/page.js';
import type { IncidentStatus } from '../../../incidents/session/status.js';
import { deferred } from '../../../util/deferred.js';
import {
  editorOf,
  interruptEditor,
  type Language,
  ONE_LINE,
  popupOf,
  pressEditor,
} from '../../editor/model.js';
import type { PreviewFeed } from '../../query/preview.js';
import type { KeyAction } from '../../terminal/keys.js';
import { createListeners } from '../../terminal/listeners.js';
import { cleared, textInput } from '../../terminal/text-input.js';
import { answerOf, editorIn, isForEditor, isMove, nextEmpty, takesText, withEditor } from './editors.js';
import { optionLanguage } from './option-language.js';
import { type IncidentState, type Panel, PANELS } from './state.js';

/** How the screen ended: left with the incident open, closed to be graded, or ended by a signal. */
export type IncidentEnd = 'left' | 'finished' | 'interrupted';

/** A session’s access to the lab. */
export interface IncidentActions {
  /** Does what is due, and returns the incident. */
  refresh: () => Promise<IncidentStatus>;
  /** Fills in a field. @throws UsageError if the answer is not valid */
  answer: (field: AnswerField, text: string) => Promise<IncidentStatus>;
  /**
   * Carries out an action and watches.
   * @param progress is called with a line about the service
   * @returns also how the service is at the end, in words
   */
  mitigate: (
    action: string,
    progress: (line: string) => void,
  ) => Promise<{ status: IncidentStatus; outcome: string }>;
  countQuery: () => Promise<IncidentStatus>;
  logs: (filter: string) => Promise<readonly string[]>;
  alerts: () => Promise<readonly FiringAlert[]>;
}

export interface IncidentSession {
  view: () => IncidentState;
  subscribe: (listener: () => void) => () => void;
  press: (action: KeyAction) => void;
  end: (how: IncidentEnd) => void;
  /** Rejects if the lab fails. */
  ended: Promise<IncidentEnd>;
}

type AnswerField = Exclude<Field, 'mitigation'>;

const TICK_MS = 1_000;
/** The preview is of the present: the lab may break at any moment. */
const REFRESH_TICKS = 5;
const SHORTCUTS: Readonly<Record<string, Panel>> = {
  q: 'query',
  s: 'logs',
  o: 'alerts',
  g: 'dashboards',
  p: 'report',
};

/** Runs the screen of an incident: keys in, states out. */
export function startIncidentSession({
  status,
  history,
  dashboards,
  actions,
  openTools,
}: {
  status: IncidentStatus;
  /** Earlier queries. */
  history: readonly string[];
  dashboards: readonly string[];
  actions: IncidentActions;
  /** @param changed is called when completions or the preview have changed */
  openTools: (changed: () => void) => { promql: Language; preview: PreviewFeed };
}): IncidentSession {
  const { subscribe, notify } = createListeners();
  const { promise: ended, resolve, reject } = deferred<IncidentEnd>();
  let over = false;
  const tools = openTools(() => show({}));
  let view: IncidentState = {
    status,
    now: Date.now() / 1000,
    panel: status.page ? 'report' : 'query',
    field: 'began',
    query: editorOf(textInput(history)),
    filter: editorOf(textInput()),
    answer: editorOf(textInput()),
    preview: tools.preview.view(),
    logs: [],
    alerts: [],
    dashboards,
    notice: '',
    busy: false,
    closing: false,
  };

  function show(next: Partial<IncidentState>): void {
    if (over) return;
    const { popup: _, ...merged } = { ...view, ...next };
    tools.preview.follow(merged.query.input.text);
    const popup = popupOf(editorIn(merged), languageIn(merged));
    view = { ...merged, preview: tools.preview.view(), ...(popup && { popup }) };
    notify();
  }

  function finish(settle: () => void): void {
    if (over) return;
    over = true;
    clearInterval(timer);
    tools.preview.clear();
    settle();
  }

  let ticks = 0;
  let looking = false;
  /** Something was asked for while a look was under way. */
  let lookAgain = false;
  const timer = setInterval(() => void tick(), TICK_MS);

  /** The clock, and whatever may have changed; one look at a time. */
  async function tick(): Promise<void> {
    show({ now: Date.now() / 1000 });
    if (view.panel === 'query' && ++ticks % REFRESH_TICKS === 0) tools.preview.refresh();
    if (looking || view.busy) return;
    looking = true;
    try {
      const had = view.status.page;
      const [latest, logs, alerts] = await Promise.all([
        actions.refresh(),
        view.panel === 'logs' ? actions.logs(view.filter.input.text) : view.logs,
        view.panel === 'alerts' ? actions.alerts() : view.alerts,
      ]);
      const arrived = !had && latest.page !== null;
      show({ status: latest, logs, alerts, ...(arrived && { notice: 'You are paged.' }) });
    } catch (error) {
      finish(() => reject(error));
    } finally {
      looking = false;
    }
    if (!lookAgain || over) return;
    lookAgain = false;
    await tick();
  }

  /** Looks at once, or as soon as the look that is under way is over. */
  function look(): void {
    lookAgain = looking;
    if (!looking) void tick();
  }

  function languageIn({ panel, field, status: { fields } }: IncidentState): Language {
    if (panel === 'query' || (panel === 'report' && field === 'evidence')) return tools.promql;
    return panel === 'report'
      ? optionLanguage(fields.find((each) => each.field === field)?.options ?? [])
      : ONE_LINE;
  }

  function submit({ panel, field }: IncidentState, text: string): void {
    if (panel === 'query' && text !== '') {
      tools.preview.refresh();
      actions.countQuery().then(
        (latest) => show({ status: latest }),
        (error: Error) => show({ notice: error.message }),
      );
      return;
    }
    if (panel === 'logs') return look();
    if (panel !== 'report' || text === '') return;
    if (!view.status.page) return show({ notice: 'There is no page yet.' });
    if (field !== 'mitigation') return report(field, text);
    show({
      answer: editorOf(cleared(view.answer.input)),
      busy: true,
      notice: `${text}: the lab carries it out…`,
    });
    actions
      .mitigate(text, (line) => show({ notice: `${text}: ${line}` }))
      .then(
        ({ status: latest, outcome }) =>
          show({ status: latest, busy: false, notice: `${text}: ${outcome}.` }),
        // Such as a mistyped name: it can be corrected.
        (error: Error) => show({ answer: answerOf(text), busy: false, notice: refusal(error) }),
      );
  }

  /** Fills in a field, and opens the next one without an answer. What is refused stays, to be corrected. */
  function report(field: AnswerField, text: string): void {
    const isTyped = (): boolean => view.field === field && view.answer.input.text.trim() === text;
    actions.answer(field, text).then(
      (latest) => {
        const stays = !isTyped();
        show({ status: latest, notice: `${field} is saved.` });
        if (!stays) open(nextEmpty(latest, field));
      },
      (error: Error) => show({ notice: refusal(error) }),
    );
  }

  function control(letter: string): void {
    const panel = SHORTCUTS[letter];
    if (panel) return show({ panel });
    if (letter === 't') {
      const next = (PANELS.indexOf(view.panel) + 1) % PANELS.length;
      return show({ panel: PANELS[next]! });
    }
    if (letter === 'v') return asEvidence();
    if (letter !== 'x') return;
    if (!view.status.page) return show({ notice: 'There is no page yet: nothing can be graded.' });
    if (view.closing) return finish(() => resolve('finished'));
    show({ closing: true, notice: 'Ctrl-X again closes the incident and grades your report.' });
  }

  /** Reports the query that is typed as evidence. */
  function asEvidence(): void {
    const text = view.query.input.text.trim();
    if (text === '') return show({ notice: 'Type a query first: Ctrl-V reports it as evidence.' });
    const isNext = view.field === 'evidence' && view.answer.input.text === '';
    actions.answer('evidence', text).then(
      (latest) => {
        show({ status: latest, notice: 'The query is saved as evidence.' });
        if (isNext) open(nextEmpty(latest, 'evidence'));
      },
      (error: Error) => show({ notice: refusal(error) }),
    );
  }

  function press(action: KeyAction): void {
    if (over) return;
    if (action.type === 'control' && action.letter === 'c') {
      const cleared = view.busy || !takesText(view.panel) ? undefined : interruptEditor(editorIn(view));
      return cleared ? show(withEditor(view, cleared)) : finish(() => resolve('left'));
    }
    if (view.busy) return;
    const closing = view.closing && action.type === 'control' && action.letter === 'x';
    if (!closing) show({ notice: '', closing: false });
    if (action.type === 'control' && !isForEditor(view, action.letter)) return control(action.letter);
    if (view.panel === 'report' && !view.popup && isMove(action)) {
      return move(action.edit.type === 'newer' ? 1 : -1);
    }
    if (!takesText(view.panel)) return;
    const pressed = pressEditor(editorIn(view), action, languageIn(view));
    if (!pressed) return;
    const { submitted, ...editor } = pressed;
    show(withEditor(view, editor));
    if (submitted) submit(view, editor.input.text.trim());
  }

  function move(by: number): void {
    open(FIELDS[(FIELDS.indexOf(view.field) + by + FIELDS.length) % FIELDS.length]!);
  }

  function open(field: Field): void {
    const given = view.status.fields.find((each) => each.field === field)?.answer;
    show({ field, answer: answerOf(field === 'mitigation' ? '' : (given ?? '')) });
  }

  void tick();
  return {
    view: () => view,
    subscribe,
    press,
    end: (how) => finish(() => resolve(how)),
    ended,
  };
}

/** Why an answer was refused, with the nearest option if there is one. */
function refusal(error: Error): string {
  const guess = error instanceof LabError && error.hints.find((hint) => hint.startsWith('Did you mean'));
  return guess ? `${error.message} ${guess}` : error.message;
}
