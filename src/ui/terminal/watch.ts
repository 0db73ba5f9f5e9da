import { setTimeout as sleep } from 'node:timers/promises';
import { watchScreen } from './watch-screen.js';

/**
 * Reads and draws again and again, until Ctrl-C.
 * @param render makes the text of what was read; gets a size if the text is drawn in place
 * @returns what was read last
 * @throws whatever `read` throws
 */
export async function watch<Result>(
  intervalMs: number,
  read: () => Promise<Result>,
  render: (result: Result, size?: { columns: number; rows: number }) => string,
): Promise<Result> {
  let result = await read();
  const screen = watchScreen();
  try {
    while (!screen.signal.aborted) {
      const shown = result;
      screen.draw((size) => render(shown, size));
      await sleep(intervalMs, undefined, { signal: screen.signal }).catch(() => undefined);
      if (!screen.signal.aborted) result = await read();
    }
  } finally {
    screen.close();
  }
  return result;
}
