import { useStdout } from 'ink';
import { useEffect } from 'react';
import { CLEAR_SCREEN } from '../terminal.js';
import { watchSuspension } from './held-terminal.js';

/**
 * Draws a view again on a clear screen after a resize, and when the command continues after Ctrl-Z: Ink erases as many
 * rows as it has drawn, but a terminal that got narrower has wrapped them to more.
 */
export function useCleanRedraw(): void {
  const { stdout, write } = useStdout();
  useEffect(() => {
    const redraw = (): void => write(CLEAR_SCREEN);
    stdout.on('resize', redraw);
    const { release } = watchSuspension({ resumed: redraw });
    return () => {
      stdout.off('resize', redraw);
      release();
    };
  }, [stdout, write]);
}
