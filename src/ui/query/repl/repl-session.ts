import { deferred } from '../../../util/deferred.js';
import { padEnd, widest } from '../../../util/text/display-width.js';
import { highlighted } from '../../editor/highlight.js';
import { editorOf, type Language, popupOf, pressEditor } from '../../editor/model.js';
import type { KeyAction } from '../../terminal/keys.js';
import { createListeners } from '../../terminal/listeners.js';
import { cleared, textInput } from '../../terminal/text-input.js';
import type { Line } from '../../text/line.js';
import { paint } from '../../text/paint.js';
import { wrap } from '../../text/wrap.js';
import { HELP, parseReplCommand, type ReplCommand } from './repl-commands.js';
import type { ReplState } from './repl-state.js';

export interface ReplSession {
  /** The state to show: a new object after every change. */
  view: () => ReplState;
  subscribe: (listener: () => void) => () => void;
  press: (action: KeyAction) => void;
  end: (how: ReplEnd) => void;
  ended: Promise<ReplEnd>;
}

/** Quit by the user, or ended by a signal. */
export type ReplEnd = 'left' | 'interrupted';

/** Runs the prompt: keys in, states out, one query at a time. */
export function startReplSession({
  greeting,
  history,
  range,
  columns,
  openLanguage,
  ask,
  remember,
}: {
  greeting: string;
  history: readonly string[];
  range: string | undefined;
  /** The terminal's current width. */
  columns: () => number;
  /** @param changed is called when completions have changed */
  openLanguage: (changed: () => void) => Language;
  /** Resolves to what is printed; rejects only if aborted. */
  ask: (expr: string, range: string | undefined, signal: AbortSignal) => Promise<string>;
  /** Saves a query for later sessions. */
  remember: (expr: string) => Promise<unknown>;
}): ReplSession {
  const { subscribe, notify } = createListeners();
  const { promise: ended, resolve, reject } = deferred<ReplEnd>();
  const language = openLanguage(() => show({}));
  let underWay: AbortController | undefined;
  let view: ReplState = {
    entries: [{ id: 0, text: greeting }],
    editor: editorOf(textInput(history)),
    busy: false,
    range,
    notice: '',
    over: false,
  };

  function show(next: Partial<ReplState>): void {
    const { popup: _, ...merged } = { ...view, ...next };
    const popup = merged.over ? undefined : popupOf(merged.editor, language);
    view = { ...merged, ...(popup && { popup }) };
    notify();
  }

  function print(text: string): void {
    show({ entries: [...view.entries, { id: view.entries.length, text }], busy: false });
  }

  function finish(settle: () => void): void {
    if (view.over) return;
    underWay?.abort();
    show({ over: true });
    settle();
  }

  function submit(text: string): void {
    const line = echo(text);
    show({ editor: editorOf(cleared(view.editor.input)), notice: '' });
    const command = parseReplCommand(text);
    if (command) return obey(command, line);
    remember(text).catch((error: unknown) => finish(() => reject(error)));
    const own = (underWay = new AbortController());
    show({ busy: true });
    ask(text, view.range, own.signal).then(
      (answer) => own.signal.aborted || print(`${line}\n${answer}\n`),
      (error: unknown) => (own.signal.aborted ? print(`${line}\nStopped.\n`) : finish(() => reject(error))),
    );
  }

  function obey(command: ReplCommand, line: string): void {
    switch (command.type) {
      case 'quit':
        return finish(() => resolve('left'));
      case 'help':
        return print(`${line}\n${helpText(columns())}\n`);
      case 'range':
        show({ range: command.range });
        return print(
          `${line}\n${command.range === undefined ? 'Showing current values as tables.' : `Charting every query over ${command.range}.`}\n`,
        );
      case 'unknown':
        return print(`${line}\n${command.reason}\n`);
    }
  }

  /** Ctrl-C stops the running query, or clears what is typed. */
  function clear(): void {
    if (view.busy) underWay?.abort();
    else if (view.editor.input.text === '') show({ notice: 'Ctrl-D quits' });
    else show({ editor: editorOf(cleared(view.editor.input)) });
  }

  function press(action: KeyAction): void {
    if (view.over) return;
    if (view.notice !== '') show({ notice: '' });
    const { input } = view.editor;
    if (action.type === 'control' && action.letter === 'c') return clear();
    if (action.type === 'edit' && action.edit.type === 'delete-forward' && input.text === '') {
      return finish(() => resolve('left'));
    }
    if (action.type === 'enter' && (view.busy || input.text.trim() === '')) return;
    const pressed = pressEditor(view.editor, asEdit(action), language);
    if (!pressed) return;
    const { submitted, ...editor } = pressed;
    show({ editor });
    if (submitted) submit(editor.input.text.trim());
  }

  return {
    view: () => view,
    subscribe,
    press,
    end: (how) => finish(() => resolve(how)),
    ended,
  };
}

/** Ctrl-P and Ctrl-N go through the history, as in a shell. */
function asEdit(action: KeyAction): KeyAction {
  if (action.type !== 'control') return action;
  if (action.letter === 'p') return { type: 'edit', edit: { type: 'older' } };
  return action.letter === 'n' ? { type: 'edit', edit: { type: 'newer' } } : action;
}

/** A query as it was typed, highlighted. */
function echo(text: string): string {
  const lines = text.startsWith('.') ? [[{ text }]] : highlighted(text);
  return paint(lines.map((parts, i): Line => [{ text: i === 0 ? '› ' : '  ', tone: 'code' }, ...parts]));
}

function helpText(columns: number): string {
  const width = widest(HELP.map(([key]) => key));
  return paint(
    HELP.flatMap(([key, does]) =>
      wrap([{ text: does }], columns, {
        first: [{ text: `${padEnd(key, width)}  `, tone: 'code' }],
        rest: [{ text: ' '.repeat(width + 2) }],
      }),
    ),
  );
}
