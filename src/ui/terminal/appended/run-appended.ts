import { createInterface } from 'node:readline';
import { interruptSignal } from '../interrupt.js';
import type { KeyAction } from '../keys.js';
import { typedActions, type Typing } from './typed-actions.js';

/** A session for a terminal that is only appended to: what is new is printed, and a line at a time is typed. */
export interface AppendedSession<T> {
  /** What is new since the last call. @param isAnswer true if it is the first one after a line was typed */
  news: (isAnswer: boolean) => readonly string[];
  /** How the next line is taken. */
  typing: () => Typing;
  /** @returns what ends the subscription */
  subscribe: (listener: () => void) => () => void;
  press: (action: KeyAction) => void;
  ended: Promise<T>;
  /** Called for Ctrl-C, another signal, and the end of the input. */
  interrupted: () => void;
}

/** Said first. */
const HELP =
  'Type a line and press Enter. For a key, type its name: ^T, Esc, Tab or PgDn. An empty line is the Enter key.';

/** Changes that follow each other faster are printed together. */
const SETTLE_MS = 150;

/**
 * Runs a session without ever moving the cursor up.
 * @returns how it ended
 */
export async function runAppended<T>(session: AppendedSession<T>): Promise<T> {
  const { stdin, stdout } = process;
  const { signal, release } = interruptSignal(session.interrupted);
  signal.addEventListener('abort', session.interrupted);
  let isAnswer = false;
  let timer: NodeJS.Timeout | undefined;
  const print = (): void => {
    timer = undefined;
    const lines = session.news(isAnswer);
    if (lines.length === 0) return;
    isAnswer = false;
    stdout.write(`${lines.join('\n')}\n`);
  };
  const unsubscribe = session.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(print, SETTLE_MS);
  });
  stdout.write(`${HELP}\n\n`);
  print();
  const lines = createInterface({ input: stdin, terminal: false });
  lines.on('line', (text) => {
    isAnswer = true;
    for (const action of typedActions(text, session.typing())) session.press(action);
    timer ??= setTimeout(print, SETTLE_MS);
  });
  lines.on('close', session.interrupted);
  try {
    return await session.ended;
  } finally {
    unsubscribe();
    clearTimeout(timer);
    print();
    lines.off('close', session.interrupted);
    lines.close();
    release();
  }
}
