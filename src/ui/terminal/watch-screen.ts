import { interruptSignal } from './interrupt.js';
import { canRedraw } from './terminal.js';

/** An empty line, the time, and the line that the cursor stands on. */
const ROWS_BELOW = 3;

/**
 * A text that is drawn again and again in place, until Ctrl-C. Where nothing can be redrawn, each text follows the
 * last with its time.
 */
export function watchScreen(): {
  /** @param render makes the text; of a size, where it is drawn in place */
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
      // A terminal's last column may break the line by itself.
      const text = render({ columns: columns - 1, rows: rows - ROWS_BELOW });
      const shown = `${text}\n\n${time}  Ctrl-C ends\n`;
      // Up to where the last text began, then clear from there to the end.
      process.stdout.write(`${height > 0 ? `\u001B[${height}A` : ''}\u001B[0J${shown}`);
      height = shown.split('\n').length - 1;
    },
    close: release,
  };
}
