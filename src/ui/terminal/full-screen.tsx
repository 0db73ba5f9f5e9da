import { render } from 'ink';
import type { ReactElement } from 'react';
import { interruptSignal } from './interrupt.js';
import { CLEAR_LINE } from './terminal.js';

/** Enter the alternate screen, clear it and turn on bracketed paste; and undo that. */
const ENTER = '\u001B[?1049h\u001B[2J\u001B[H\u001B[?2004h';
const LEAVE = '\u001B[?2004l\u001B[?1049l';

/**
 * Shows a view in the full terminal until it ends, then restores the terminal.
 *
 * Raw mode starts before the first frame, so that early keys are kept and not echoed over the view.
 * @param interrupted is called for a signal that asks the command to end
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
