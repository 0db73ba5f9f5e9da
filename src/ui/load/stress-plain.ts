import type { LoadEvent } from '../../load/run/run-load.js';
import type { ServerNow } from '../../load/run/server-view.js';
import { isWhole } from '../../load/generator/outcomes.js';
import { intervalLine } from './stress-model.js';

/** Where the events of a load run go while it lasts. */
export interface StressScreen {
  on(event: LoadEvent): void;
  /** Gives the terminal back. */
  close(): void;
}

/** One line a second, for logs and pipes. */
export function openPlainStressScreen(write: (line: string) => void): StressScreen {
  let server: ServerNow | null | undefined;
  return {
    on(event) {
      if (event.type === 'server') server = event.now;
      if (event.type === 'interval' && isWhole(event.interval)) write(intervalLine(event.interval, server));
      if (event.type === 'notice') write(`! ${event.text}`);
      if (event.type === 'phase' && event.phase === 'draining') write('waiting for the last answers');
      if (event.type === 'phase' && event.phase === 'reconciling')
        write('comparing with the server’s counters');
    },
    close: () => undefined,
  };
}

/** One JSON document a second, `{"type":"interval", …}`, for scripts; notices as words. */
export function openNdjsonScreen(
  write: (line: string) => void,
  notice: (line: string) => void,
): StressScreen {
  return {
    on(event) {
      if (event.type === 'interval') write(JSON.stringify({ type: 'interval', ...event.interval }));
      if (event.type === 'notice') notice(`! ${event.text}`);
    },
    close: () => undefined,
  };
}
