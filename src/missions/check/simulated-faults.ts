import type { StepFaults } from '../grading/types.js';
import { endsFault, type StepFault } from '../library/schema/fault-answers.js';

/** Faults without a lab: an action ends what the fault says it ends. For one step at a time. */
export function simulatedFaults(): StepFaults {
  let current: StepFault | undefined;
  return {
    begin: async (fault) => {
      current = fault;
      return false;
    },
    end: async (except) => {
      current = except;
    },
    act: async (action) => (current && endsFault(current, action) ? [current.id] : []),
  };
}
