import { isWhole } from '../../load/generator/outcomes.js';
import type { LimitEvent } from '../../load/limit/find-limit.js';
import type { LoadEvent } from '../../load/run/run-load.js';
import type { ServerNow } from '../../load/run/server-view.js';
import type { EventScreen } from '../../load/stress.js';
import { PROBE_HEADER, probeLine } from './limit-model.js';
import { intervalLine } from './measure-text.js';

/** Screens for logs, pipes and scripts: they only append lines. */

type Write = (line: string) => void;

/** One line per second. */
export function openPlainStressScreen(write: Write): EventScreen<LoadEvent> {
  let server: ServerNow | null | undefined;
  return lines((event) => {
    if (event.type === 'server') server = event.now;
    if (event.type === 'interval' && isWhole(event.interval)) write(intervalLine(event.interval, server));
    if (event.type === 'notice') write(`! ${event.text}`);
    if (event.type === 'phase' && event.phase === 'draining') write('waiting for the last answers');
    if (event.type === 'phase' && event.phase === 'reconciling') {
      write('comparing with the server’s counters');
    }
  });
}

/** One line per probe. */
export function openPlainLimitScreen(write: Write): EventScreen<LimitEvent> {
  return lines((event) => {
    if (event.type === 'probing' && event.number === 1) write(`  ${PROBE_HEADER}`.trimEnd());
    if (event.type === 'probe') write(`${event.probe.holds ? '✓' : '✗'} ${probeLine(event.probe)}`);
    if (event.type === 'notice') write(`! ${event.text}`);
  });
}

/** One JSON document per second, `{"type":"interval", …}`; notices as text. */
export function openNdjsonStressScreen(write: Write, notice: Write): EventScreen<LoadEvent> {
  return lines((event) => {
    if (event.type === 'interval') write(JSON.stringify({ type: 'interval', ...event.interval }));
    if (event.type === 'notice') notice(`! ${event.text}`);
  });
}

/** One JSON document per probe, `{"type":"probe", …}`; notices as text. */
export function openNdjsonLimitScreen(write: Write, notice: Write): EventScreen<LimitEvent> {
  return lines((event) => {
    if (event.type === 'probe') write(JSON.stringify({ type: 'probe', ...event.probe }));
    if (event.type === 'notice') notice(`! ${event.text}`);
  });
}

function lines<Event>(on: (event: Event) => void): EventScreen<Event> {
  return { on, close: () => undefined };
}
