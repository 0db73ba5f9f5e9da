import type { LabHome } from '../home.js';
import type { Runtime } from '../runtimes/runtime.js';
import { SERVICES } from '../services/index.js';
import { removeState } from '../state.js';
import { reporter, type UpEvent } from './events.js';
import type { StackRecord } from './stack-record.js';

/**
 * Stops what this run of `up` started, in reverse order, and removes it from the record. Services that ran before
 * keep running. Never rejects: what can't be stopped stays in the record, for `down`.
 */
export async function rollBack(
  record: StackRecord,
  { home, runtime, onEvent }: { home: LabHome; runtime: Runtime; onEvent: (event: UpEvent) => void },
): Promise<void> {
  if (record.startedNow.length > 0) onEvent({ type: 'phase', phase: 'rollback' });
  for (const service of record.startedNow.toReversed()) {
    try {
      await runtime.stop(SERVICES[service.name], service);
      record.forget(service.name);
      reporter(service.name, onEvent)('stopped');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      onEvent({ type: 'notice', text: `Could not stop ${SERVICES[service.name].title}: ${why}` });
    }
  }
  // No lab continued from this history: the next `up` makes its own. `down` removes what is left of it.
  if (record.seeded && !record.state.services.prometheus) {
    await runtime.discard(SERVICES.prometheus, home).catch(() => undefined);
  }
  await record.saved();
  if (Object.keys(record.state.services).length === 0) {
    await runtime.release(home).catch(() => undefined); // what remains carries the mark, for `down`
    await removeState(home);
  } else {
    // The record written before is safe too: it names no process that is not the lab's.
    await record.save().catch(() => undefined);
  }
}
