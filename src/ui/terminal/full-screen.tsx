import { render } from 'ink';
import type { ReactElement } from 'react';
import { interruptSignal } from './interrupt.js';
import { holdTerminal } from './live/held-terminal.js';
import { giveBackRawMode, takeRawMode } from './live/raw-mode.js';
import { CLEAR_LINE, CLEAR_SCREEN } from './terminal.js';

/** Enter the alternate screen, clear it and turn on bracketed paste; and undo that. */
const ENTER = `\u001B[?1049h${CLEAR_SCREEN}\u001B[?2004h`;
const LEAVE = '\u001B[?2004l\u001B[?1049l';

/**
 * Shows a view in the full terminal. The view uses `useKeys`, which also draws it again after a resize and after `fg`.
 *
 * Raw mode starts before the first frame, so that early keys are kept and not echoed over the view.
 * @returns what ends it and restores the terminal
 */
export function openFullScreen(view: ReactElement): { close: () => void } {
  const { stdout } = process;
  stdout.write(CLEAR_LINE);
  const { release } = holdTerminal({
    take() {
      takeRawMode();
      stdout.write(ENTER);
    },
    giveBack() {
      stdout.write(LEAVE);
      giveBackRawMode();
    },
  });
  const instance = render(view, { exitOnCtrlC: false });
  return {
    close() {
      instance.unmount();
      release();
    },
  };
}

/**
 * Shows a view in the full terminal until it ends, then restores the terminal.
 * @param interrupted is called for a signal that asks the command to end
 */
export async function runFullScreen<T>(
  view: ReactElement,
  { ended, interrupted }: { ended: Promise<T>; interrupted: () => void },
): Promise<T> {
  const { signal, release } = interruptSignal();
  signal.addEventListener('abort', interrupted);
  const screen = openFullScreen(view);
  try {
    return await ended;
  } finally {
    screen.close();
    release();
  }
}
