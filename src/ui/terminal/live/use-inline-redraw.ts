import { useStdout } from 'ink';
import { useEffect, useRef } from 'react';
import { displayWidth } from '../../../util/text/display-width.js';
import { plainText } from '../../text/line.js';
import type { Screen } from '../screen.js';
import { watchSuspension } from './held-terminal.js';

/**
 * Keeps what is above a view that is drawn below earlier output: when the terminal gets narrower and wraps the view's
 * lines, and when the command continues after Ctrl-Z, only the view itself is drawn again.
 *
 * Ink erases as many rows as it has drawn, from the last one up. So this erases the rows that there really are, and
 * leaves the cursor as many rows below their first one as Ink will go up.
 */
export function useInlineRedraw(screen: Screen): void {
  const { stdout, write } = useStdout();
  const shown = useRef(screen);
  useEffect(() => void (shown.current = screen));
  useEffect(() => {
    let columns = stdout.columns;
    const erase = (): void => void stdout.write(eraseView(shown.current, stdout.columns));
    const makeRoom = (): void => void stdout.write('\n'.repeat(cursorOf(shown.current).y));
    const resized = (): void => {
      if (stdout.columns < columns) {
        erase();
        makeRoom();
      }
      columns = stdout.columns;
    };
    // Before Ink's own listener, which draws the view.
    stdout.prependListener('resize', resized);
    const { release } = watchSuspension({
      stopping: erase,
      resumed() {
        makeRoom();
        write('');
      },
    });
    return () => {
      stdout.off('resize', resized);
      release();
    };
  }, [stdout, write]);
}

/**
 * Moves from the cursor to a view's first row, and erases everything from there.
 * @param columns of the terminal, which wraps longer lines
 */
export function eraseView(screen: Screen, columns: number): string {
  const { x, y } = cursorOf(screen);
  const above = screen.lines
    .slice(0, y)
    .reduce((rows, parts) => rows + Math.max(1, Math.ceil(displayWidth(plainText(parts)) / columns)), 0);
  const up = above + Math.floor(x / columns);
  return `${up > 0 ? `\u001B[${up}A` : ''}\r\u001B[J`;
}

/** Without a cursor to show, Ink leaves it below the last line. */
function cursorOf({ cursor, lines }: Screen): { x: number; y: number } {
  return cursor ?? { x: 0, y: lines.length };
}
