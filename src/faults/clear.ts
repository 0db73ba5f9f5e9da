import type { Fault } from '../../lab/faults/fault.js';
import type { RunningStack } from '../stack/access.js';
import { FAULT_PROGRAMS } from './active.js';
import { type FaultProgram, openControl } from './control-client.js';
import { clearRules } from './rules-fault.js';

export interface ClearedFaults {
  /** The ids of the faults that have ended. */
  cleared: string[];
  /** Those that are over but could not be undone yet; the lab retries every second. */
  ending: string[];
  /** The id of the mission step whose hidden fault has ended; that fault is not named. */
  step?: string;
}

/**
 * Ends one fault of the running lab, or all of them.
 * @throws NotRunningError CONTROL_UNREACHABLE, after clearing what can be cleared
 */
export async function clearFaults(
  { home, state }: Pick<RunningStack, 'home' | 'state'>,
  fault: Fault | undefined,
): Promise<ClearedFaults> {
  const rules = async (): Promise<ClearedFaults> => {
    const ended = fault === undefined || fault.program === 'rules' ? await clearRules(home, state) : [];
    return { cleared: ended.map(({ id }) => id), ending: [] };
  };
  const results = await Promise.allSettled([
    rules(),
    ...programsOf(fault).map(async (program): Promise<ClearedFaults> => {
      const control = await openControl(home, state, program);
      const before = (await control.list()).filter(({ id }) => fault === undefined || id === fault.id);
      const left = new Set((await control.clear(fault?.id)).map(({ id }) => id));
      const ids = before.map(({ id }) => id);
      return { cleared: ids.filter((id) => !left.has(id)), ending: ids.filter((id) => left.has(id)) };
    }),
  ]);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { cleared: done.flatMap(({ cleared }) => cleared), ending: done.flatMap(({ ending }) => ending) };
}

function programsOf(fault: Fault | undefined): readonly FaultProgram[] {
  if (fault === undefined) return FAULT_PROGRAMS;
  return fault.program === 'rules' ? [] : [fault.program];
}
