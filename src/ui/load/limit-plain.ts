import type { LimitEvent } from '../../load/limit/find-limit.js';
import { PROBE_HEADER, probeLine } from './limit-model.js';

/** Where the events of a search go while it lasts. */
export interface LimitScreen {
  on(event: LimitEvent): void;
  /** Gives the terminal back. */
  close(): void;
}

/** One line a probe, for logs and pipes. */
export function openPlainLimitScreen(write: (line: string) => void): LimitScreen {
  return {
    on(event) {
      if (event.type === 'probing' && event.number === 1) write(`  ${PROBE_HEADER}`.trimEnd());
      if (event.type === 'probe') write(`${event.probe.holds ? '✓' : '✗'} ${probeLine(event.probe)}`);
      if (event.type === 'notice') write(`! ${event.text}`);
    },
    close: () => undefined,
  };
}

/** One JSON document a probe, `{"type":"probe", …}`, for scripts; notices as words. */
export function openNdjsonLimitScreen(
  write: (line: string) => void,
  notice: (line: string) => void,
): LimitScreen {
  return {
    on(event) {
      if (event.type === 'probe') write(JSON.stringify({ type: 'probe', ...event.probe }));
      if (event.type === 'notice') notice(`! ${event.text}`);
    },
    close: () => undefined,
  };
}
