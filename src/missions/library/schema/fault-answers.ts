import { z } from 'zod';
import { type ActionId, ACTIONS } from '../../../../lab/faults/actions.js';
import { INTENSITIES } from '../../../../lab/faults/fault.js';
import { faultById, type FaultId, FAULTS } from '../../../../lab/faults/index.js';
import { duration, text } from './fields.js';

/** Steps on a lab that is broken on purpose. */

const FAULT_IDS = FAULTS.map(({ id }) => id) as [FaultId, ...FaultId[]];
const ACTION_IDS = Object.keys(ACTIONS) as [ActionId, ...ActionId[]];

export const stepFault = z.strictObject({
  id: z.enum(FAULT_IDS).describe('Its name, from obs-lab fault list.'),
  intensity: z.enum(INTENSITIES).default('medium').describe('How severe it is. Default: medium.'),
  hidden: z
    .boolean()
    .default(false)
    .describe('True if the learner has to find out which fault it is: no command shows or clears it.'),
});

export type StepFault = z.output<typeof stepFault>;

export const mitigationAnswer = z.strictObject({
  type: z.literal('mitigation'),
  options: z
    .array(
      z.strictObject({
        action: z.enum(ACTION_IDS).describe('What the lab carries out.'),
        why: text.describe('Why it helps or does not; shown after it was chosen.'),
      }),
    )
    .min(3, 'needs at least three options')
    .describe('Actions to choose from. Those that end the step’s fault are right.'),
});

export const incidentAnswer = z.strictObject({
  type: z.literal('incident'),
  difficulty: z.number().int().min(1).max(3).default(1).describe('The least difficulty. Default: 1.'),
  points: z.number().int().min(1).max(100).default(70).describe('The least score. Default: 70.'),
  within: duration.prefault('2h').describe('How long ago it may have been finished. Default: 2h.'),
  solution: text.describe('What to do: shown after giving up.'),
});

interface BrokenStep {
  fault?: StepFault | undefined;
  answer: { type: string; options?: readonly object[] };
}

/** What is wrong with a step that asks for a mitigation; undefined if nothing is. */
export function mitigationProblem({ fault, answer }: BrokenStep): string | undefined {
  if (answer.type !== 'mitigation') return undefined;
  if (!fault) return 'needs a fault of the step to end';
  const actions = (answer.options ?? []).flatMap((option) => ('action' in option ? [option.action] : []));
  if (new Set(actions).size < actions.length) return 'offers an action twice';
  const right = actions.filter((action) => endsFault(fault, action as ActionId));
  if (right.length === 0) return `has no action that ends ${fault.id}`;
  return right.length === actions.length ? `has no action that does not end ${fault.id}` : undefined;
}

/** True if an operator ends the fault with this action. */
export function endsFault({ id }: Pick<StepFault, 'id'>, action: ActionId): boolean {
  return faultById(id)?.mitigations.includes(action) ?? false;
}
