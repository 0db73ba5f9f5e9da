import { type ActionId, ACTIONS } from '../../lab/faults/actions.js';
import type { LabHome } from '../stack/home.js';
import type { StackState } from '../stack/state.js';
import { openControl } from './control-client.js';
import { clearRules } from './rules-fault.js';

/**
 * Lets the lab carry out a mitigation.
 * @returns the ids of the faults that it ended
 * @throws EnvironmentError FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE
 */
export async function carryOut(
  { home, state }: { home: LabHome; state: StackState },
  action: ActionId,
): Promise<readonly string[]> {
  const { program } = ACTIONS[action];
  if (program !== 'rules') return (await openControl(home, state, program)).act(action);
  if (action !== 'fix-rule') return [];
  return (await clearRules(home, state)).map(({ id }) => id);
}
