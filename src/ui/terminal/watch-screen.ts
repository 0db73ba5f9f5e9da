import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../util/text/display-width.js';
import { interruptSignal } from './interrupt.js';
import { canRedraw } from './terminal.js';

/** An empty line, the time, and the cursor's line. */
const ROWS_BELOW = 3;

/**
 * Draws a text in place again and again until Ctrl-C. If stdout can't be redrawn, each text is printed below the last
 * one, with its time.
 */
export function watchScreen(): {
  /** @param render returns the text; it gets a size if the text is drawn in place */
  draw: (render: (size?: { columns: number; rows: number }) => string) => void;
  signal: AbortSignal;
  close: () => void;
} {
  const { signal, release } = interruptSignal();
  const live = canRedraw();
  let drawn: readonly string[] = [];
  return {
    signal,
    draw(render) {
      const time = new Date().toISOString();
      if (!live) {
        process.stdout.write(`${time}\n${render()}\n\n`);
        return;
      }
      const { columns = 80, rows = 24 } = process.stdout;
      // A character in the last column can wrap the line.
      const text = render({ columns: columns - 1, rows: rows - ROWS_BELOW });
      const shown = `${text}\n\n${time}  Ctrl-C to stop\n`;
      // Move up to the start of the last text, then clear to the end.
      const height = rowsOf(drawn, columns);
      process.stdout.write(`${height > 0 ? `\u001B[${height}A` : ''}\u001B[0J${shown}`);
      drawn = shown.split('\n').slice(0, -1);
    },
    close: release,
  };
}

/** How many rows lines take in a terminal: one that got narrower has wrapped them. */
export function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce(
    (rows, text) => rows + Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(text)) / columns)),
    0,
  );
}
