import type { Fault, Intensity } from '../../lab/faults/fault.js';
import type { RunningStack } from '../stack/access.js';
import { type ActiveFault, describe } from './active.js';
import { openControl } from './control-client.js';
import { injectIntoRules } from './rules-fault.js';

/** A fault that has just been injected. */
export interface InjectedFault extends ActiveFault {
  /** PromQL that returns series while the fault is in effect. */
  symptom: string;
}

/**
 * Puts a fault into effect in the running lab.
 * @throws EnvironmentError FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE
 */
export async function injectFault(
  { home, state }: Pick<RunningStack, 'home' | 'state'>,
  fault: Fault,
  { intensity, seconds }: { intensity: Intensity; seconds: number },
): Promise<InjectedFault> {
  const injected =
    fault.program === 'rules'
      ? await injectIntoRules(home, state, { intensity, seconds })
      : await (await openControl(home, state, fault.program)).inject(fault.id, intensity, seconds);
  return { ...describe(injected, Date.now()), symptom: fault.symptom };
}
