import { LabError } from '../../errors.js';
import type { Step } from '../library/schema.js';
import type { World } from './types.js';

/** How the lab was prepared for a step: its fault has just begun, or why it can't be in effect. */
export interface Prepared {
  begun: boolean;
  problem?: string;
}

/** Puts the step’s fault into effect, and ends the one of another step. */
export async function prepareLab(
  { fault }: Pick<Step, 'fault'>,
  { faults }: Pick<World, 'faults'>,
): Promise<Prepared> {
  if (!faults) return { begun: false };
  if (!fault) {
    await faults.end();
    return { begun: false };
  }
  try {
    return { begun: await faults.begin(fault) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { begun: false, problem: error.message.replace(/\.$/, '') };
  }
}
