import type { Fault, Intensity } from '../../lab/faults/fault.js';
import { EnvironmentError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import { type ActiveFault, describe } from './active.js';
import { openControl } from './control-client.js';

/** A fault that has just been injected. */
export interface InjectedFault extends ActiveFault {
  /** PromQL that returns series while the fault is in effect. */
  symptom: string;
}

/**
 * Puts a fault into effect in the running lab.
 * @throws EnvironmentError FAULT_UNAVAILABLE, FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE
 */
export async function injectFault(
  { home, state }: Pick<RunningStack, 'home' | 'state'>,
  fault: Fault,
  { intensity, seconds }: { intensity: Intensity; seconds: number },
): Promise<InjectedFault> {
  if (fault.program === 'rules') {
    throw new EnvironmentError(`${fault.id} needs alerting rules, and this lab has none.`, {
      code: 'FAULT_UNAVAILABLE',
      hints: ['Choose another fault: obs-lab fault list'],
    });
  }
  const control = await openControl(home, state, fault.program);
  const injected = await control.inject(fault.id, intensity, seconds);
  return { ...describe(injected, Date.now()), symptom: fault.symptom };
}
