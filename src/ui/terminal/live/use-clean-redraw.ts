import { useStdout } from 'ink';
import { useEffect, useRef } from 'react';
import { CLEAR_SCREEN } from '../terminal.js';
import { watchSuspension } from './held-terminal.js';

/** Leaves the view where it is, without what is below the cursor, and lets the shell write below it. */
const LEAVE_VIEW = '\r\n\u001B[J';

/**
 * Draws a view again on a clear screen after a resize, and when the command continues after Ctrl-Z. Ink erases as many
 * rows as it has drawn, but a terminal that got narrower has wrapped them to more, and terminals differ in where they
 * leave the cursor then.
 * @param below what a view is drawn below, if it doesn't have the whole terminal: it is printed again. Such a view is
 *   drawn on a clear screen only if the terminal got narrower.
 */
export function useCleanRedraw(below?: () => string): void {
  const { stdout, write } = useStdout();
  const above = useRef(below);
  useEffect(() => void (above.current = below));
  useEffect(() => {
    let columns = stdout.columns;
    const redraw = (): void => write(`${CLEAR_SCREEN}${above.current?.() ?? ''}`);
    const resized = (): void => {
      if (!above.current || stdout.columns < columns) redraw();
      columns = stdout.columns;
    };
    stdout.on('resize', resized);
    const { release } = watchSuspension({
      stopping: () => void (above.current && stdout.write(LEAVE_VIEW)),
      resumed: redraw,
    });
    return () => {
      stdout.off('resize', resized);
      release();
    };
  }, [stdout, write]);
}
