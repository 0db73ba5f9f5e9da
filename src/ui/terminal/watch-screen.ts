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
  let height = 0;
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
      process.stdout.write(`${height > 0 ? `\u001B[${height}A` : ''}\u001B[0J${shown}`);
      height = shown.split('\n').length - 1;
    },
    close: release,
  };
}
