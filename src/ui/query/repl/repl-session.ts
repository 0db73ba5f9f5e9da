import { deferred } from '../../../util/deferred.js';
import { padEnd, widest } from '../../../util/text/display-width.js';
import { highlighted } from '../../editor/highlight.js';
import { editorOf, interruptEditor, type Language, popupOf, pressEditor } from '../../editor/model.js';
import type { KeyAction } from '../../terminal/keys.js';
import { createListeners } from '../../terminal/listeners.js';
import { cleared, textInput } from '../../terminal/text-input.js';
import type { Line } from '../../text/line.js';
import { paint } from '../../text/paint.js';
import { wrap } from '../../text/wrap.js';
import { HELP, parseReplCommand, type ReplCommand } from './repl-commands.js';
import type { ReplState } from './repl-state.js';

/** Between two looks of `.watch`: the lab is scraped every second. */
const WATCH_MS = 2_000;

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
  lookups,
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
  /** Resolve to what is printed about metrics. */
  lookups: { metrics: (text: string) => Promise<string>; describe: (metric: string) => Promise<string> };
  /** Saves a query for later sessions. */
  remember: (expr: string) => Promise<unknown>;
}): ReplSession {
  const { subscribe, notify } = createListeners();
  const { promise: ended, resolve, reject } = deferred<ReplEnd>();
  const language = openLanguage(() => show({}));
  let underWay: AbortController | undefined;
  /** The last query, for `.watch`. */
  let last = history.at(-1);
  let view: ReplState = {
    entries: [{ id: 0, text: greeting }],
    editor: editorOf(textInput(history)),
    busy: false,
    range,
    over: false,
  };

  function show(next: Partial<ReplState>): void {
    const { popup: _, live, ...rest } = { ...view, ...next };
    const merged = { ...rest, ...(rest.busy && live !== undefined && { live }) };
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
    show({ editor: editorOf(cleared(view.editor.input)) });
    const command = parseReplCommand(text);
    if (command) return obey(command, line);
    keep(text);
    run(line, (signal) => ask(text, view.range, signal));
  }

  function keep(query: string): void {
    last = query;
    remember(query).catch((error: unknown) => finish(() => reject(error)));
  }

  /** Prints what the work resolves to, unless Ctrl-C stops it. */
  function run(line: string, work: (signal: AbortSignal) => Promise<string>): void {
    const own = (underWay = new AbortController());
    show({ busy: true });
    work(own.signal).then(
      (answer) => view.over || print(`${line}\n${own.signal.aborted ? 'Stopped.' : answer}\n`),
      (error: unknown) => (own.signal.aborted ? print(`${line}\nStopped.\n`) : finish(() => reject(error))),
    );
  }

  /** Runs a query every two seconds until Ctrl-C, and then prints its last answer. */
  function watch(line: string, query: string): void {
    const own = (underWay = new AbortController());
    let answer = 'Stopped.';
    const look = (): void => {
      ask(query, view.range, own.signal).then(
        (latest) => {
          answer = latest;
          if (own.signal.aborted) return;
          show({ live: latest });
          timer = setTimeout(look, WATCH_MS);
        },
        (error: unknown) => own.signal.aborted || finish(() => reject(error)),
      );
    };
    let timer: NodeJS.Timeout | undefined;
    own.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      if (!view.over) print(`${line}\n${answer}\n`);
    });
    show({ busy: true, live: '' });
    look();
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
      case 'metrics':
        return run(line, () => lookups.metrics(command.text));
      case 'describe':
        return run(line, () => lookups.describe(command.metric));
      case 'watch': {
        if (command.expr !== undefined) keep(command.expr);
        const query = command.expr ?? last;
        if (query === undefined) return print(`${line}\nThere is no query to watch yet: .watch QUERY\n`);
        return watch(line, query);
      }
      case 'unknown':
        return print(`${line}\n${command.reason}\n`);
    }
  }

  /** Ctrl-C stops the running query, or clears what is typed, or quits. */
  function interrupt(): void {
    if (view.busy) return underWay?.abort();
    const editor = interruptEditor(view.editor);
    if (editor) show({ editor });
    else finish(() => resolve('interrupted'));
  }

  function press(action: KeyAction): void {
    if (view.over) return;
    const { input } = view.editor;
    if (action.type === 'control' && action.letter === 'c') return interrupt();
    if (action.type === 'control' && action.letter === 'd' && input.text === '') {
      return finish(() => resolve('left'));
    }
    if (action.type === 'enter' && (view.busy || input.text.trim() === '')) return;
    const pressed = pressEditor(view.editor, view.editor.search ? action : asEdit(action), language);
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
