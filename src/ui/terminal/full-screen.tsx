import { render } from 'ink';
import type { ReactElement } from 'react';
import { interruptSignal } from './interrupt.js';
import { CLEAR_LINE } from './terminal.js';

/** The other screen, empty, with pastes marked as such; and all of that undone. */
const ENTER = '\u001B[?1049h\u001B[2J\u001B[H\u001B[?2004h';
const LEAVE = '\u001B[?2004l\u001B[?1049l';

/**
 * Shows a view in the whole terminal until it has ended, and gives the terminal back as it was.
 *
 * What is typed before the view is there is not lost, and not echoed over it: the terminal is silent from the start.
 * @param interrupted called for a signal that asks the command to end
 */
export async function runFullScreen<T>(
  view: ReactElement,
  { ended, interrupted }: { ended: Promise<T>; interrupted: () => void },
): Promise<T> {
  const { stdin, stdout } = process;
  const { signal, release } = interruptSignal();
  signal.addEventListener('abort', interrupted);
  const giveBack = (): void => void stdout.write(LEAVE);
  process.once('exit', giveBack);
  stdin.setRawMode(true);
  stdout.write(`${CLEAR_LINE}${ENTER}`);
  const instance = render(view, { exitOnCtrlC: false });
  try {
    return await ended;
  } finally {
    instance.unmount();
    process.off('exit', giveBack);
    giveBack();
    release();
  }
}
