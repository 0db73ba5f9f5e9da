import { ACTIONS } from '../../../../lab/faults/actions.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import type { StepOf } from '../../library/schema.js';
import type { Grade, World } from '../types.js';
import { readChoice } from './choice-text.js';

/** Lets the lab carry out the chosen action: it is right if that ends the step’s fault. */
export async function gradeMitigation(
  { answer: { options }, fault }: StepOf<'mitigation'>,
  typed: string,
  { faults }: Pick<World, 'faults'>,
): Promise<Grade> {
  const read = readChoice(
    typed,
    options.map(({ action }) => ({ id: action, text: ACTIONS[action].title })),
  );
  const ids = 'unknown' in read ? [] : read.ids;
  const option = options.find(({ action }) => action === ids[0]);
  if (ids.length !== 1 || !option) {
    return {
      verdict: 'error',
      diagnoses: [
        {
          rule: 'no-such-action',
          severity: 'error',
          message: ids.length > 1 ? 'You chose several actions.' : 'That is not one of the actions.',
          why: 'Each action changes the lab, so the lab carries out one at a time.',
          fix: `Choose one: ${options.map(({ action }) => action).join(', ')}.`,
        },
      ],
    };
  }
  if (!faults) throw new Error('There is no lab to carry this out.');
  const { action, why } = option;
  const ended = await faults.act(action);
  const diagnosis: Diagnosis = {
    rule: 'action-carried-out',
    severity: 'info',
    message: `The lab did this: ${ACTIONS[action].title}.`,
    why,
    fix: '',
  };
  if (fault && ended.includes(fault.id)) return { verdict: 'pass', diagnoses: [diagnosis] };
  return {
    verdict: 'wrong',
    diagnoses: [
      {
        ...diagnosis,
        rule: 'action-without-effect',
        severity: 'error',
        message: `The lab did this: ${ACTIONS[action].title}. What is wrong is still wrong.`,
        fix: 'Choose the action that removes the cause.',
      },
    ],
  };
}
