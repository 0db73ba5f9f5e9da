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
  return {
    onEvent(event) {
      const line = upEventLine(event);
      if (line !== undefined && line !== last) write(line);
      last = line ?? last;
    },
    close: () => undefined,
  };
}
