import type { UpEvent } from '../../stack/up/events.js';
import { upEventLine } from './up-text.js';

/** A screen that shows the events of an `up`. */
export interface UpScreen {
  onEvent: (event: UpEvent) => void;
  /** Draws one last time and restores the terminal. */
  close: () => void;
}

/** One line per event, for logs and pipes. */
export function openPlainUpScreen(write: (line: string) => void): UpScreen {
  let last: string | undefined;
  // The total of an image grows while its layers are found, so a quarter can come again.
  const downloads = new Set<string>();
  return {
    onEvent(event) {
      const line = upEventLine(event);
      if (line === undefined || line === last || downloads.has(line)) return;
      if (event.type === 'service' && event.progress) downloads.add(line);
      write(line);
      last = line;
    },
    close: () => undefined,
  };
}
