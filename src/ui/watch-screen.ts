import { interruptSignal } from './interrupt.js';
import { canRedraw } from './terminal.js';

/**
 * A text that is drawn again and again in place, until Ctrl-C. Where nothing can be redrawn, each text follows the
 * last with its time.
 */
export function watchScreen(): { draw: (text: string) => void; signal: AbortSignal; close: () => void } {
  const { signal, release } = interruptSignal();
  const live = canRedraw();
  let height = 0;
  return {
    signal,
    draw(text) {
      const time = new Date().toISOString();
      if (!live) {
        process.stdout.write(`${time}\n${text}\n\n`);
        return;
      }
      const shown = `${text}\n\n${time}  Ctrl-C ends\n`;
      // Up to where the last text began, then clear from there to the end.
      process.stdout.write(`${height > 0 ? `\u001B[${height}A` : ''}\u001B[0J${shown}`);
      height = shown.split('\n').length - 1;
    },
    close: release,
  };
}
