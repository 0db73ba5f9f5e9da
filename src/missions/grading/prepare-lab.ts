import { LabError } from '../../errors.js';
import type { Step } from '../library/schema.js';
import type { Readiness } from './readiness.js';
import type { World } from './types.js';

/** How the lab was prepared for a step: its fault has just begun, or why it can't be in effect, and what to do. */
interface Prepared {
  begun: boolean;
  problem?: Pick<Readiness, 'lacking' | 'hints'>;
}

/** Puts the step’s fault into effect, and ends the one of another step. */
export async function prepareLab(
  { id, fault }: Pick<Step, 'id' | 'fault'>,
  { faults }: Pick<World, 'faults'>,
): Promise<Prepared> {
  if (!faults) return { begun: false };
  if (!fault) {
    await faults.end();
    return { begun: false };
  }
  try {
    return { begun: await faults.begin(fault, id) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { begun: false, problem: { lacking: clause(error.message), hints: error.hints } };
  }
}

/** A sentence as the end of another one. */
function clause(sentence: string): string {
  return sentence.replace(/^(?:An?|Another|The) /, (article) => article.toLowerCase()).replace(/\.$/, '');
}
