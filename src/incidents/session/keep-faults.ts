import { NotRunningError } from '../../errors.js';
import { FAULT_PROGRAMS } from '../../faults/active.js';
import { type FaultProgram, openControl } from '../../faults/control-client.js';
import type { StackState } from '../../stack/state.js';
import { readState } from '../../stack/state.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan, PlannedFault } from '../plan/plan.js';
import { type Lab, type OpenIncident, secondsLeft, updateIncident } from './incident-file.js';

/**
 * Faults live in the memory of the lab’s programs, so one that was killed and started again has lost them. They are put
 * back into effect, except those that a restart ends: for these it counts as the action `restart`.
 * @returns the incident, changed if a program was started again
 * @throws EnvironmentError FAULT_FAILED
 */
export async function keepFaults(
  lab: Lab,
  plan: IncidentPlan,
  incident: OpenIncident,
): Promise<OpenIncident> {
  const { starts, over = [] } = incident.hidden;
  if (!starts) return incident;
  const state = (await readState(lab.home)) ?? lab.state;
  const restarted = FAULT_PROGRAMS.filter((program) => isLater(state, program, starts[program]));
  if (restarted.length === 0) return incident;
  const lost = plan.faults.filter(({ id }) => {
    const { program } = knownFault(id);
    return !over.includes(id) && restarted.some((each) => each === program);
  });
  const cured = lost.filter(({ id }) => knownFault(id).mitigations.some((action) => action === 'restart'));
  try {
    for (const fault of lost) if (!cured.includes(fault)) await putBack({ ...lab, state }, incident, fault);
  } catch (error) {
    // It is not up yet: the next look at the incident tries again.
    if (error instanceof NotRunningError) return incident;
    throw error;
  }
  return updateIncident(lab, (latest) => ({
    ...latest,
    hidden: {
      ...latest.hidden,
      starts: startsOf(state),
      over: [...over, ...cured.map(({ id }) => id)],
    },
    ...(cured.length > 0 && {
      actions: [
        ...latest.actions,
        {
          action: 'restart',
          at: Math.max(...restarted.map((each) => startOf(state, each))),
          ended: cured.length,
        },
      ],
    }),
  }));
}

/** When each program that can carry out faults was started, as `up` recorded it. */
export function startsOf(state: StackState): Partial<Record<FaultProgram, string>> {
  return Object.fromEntries(
    FAULT_PROGRAMS.flatMap((program) => {
      const since = state.services[program]?.since;
      return since === undefined ? [] : [[program, since]];
    }),
  );
}

async function putBack(lab: Lab, incident: OpenIncident, { id, intensity }: PlannedFault): Promise<void> {
  const { program } = knownFault(id);
  if (program === 'rules') return;
  const control = await openControl(lab.home, lab.state, program);
  await control.inject(id, intensity, secondsLeft(incident));
}

function isLater(state: StackState, program: FaultProgram, start: string | undefined): boolean {
  const since = state.services[program]?.since;
  return start !== undefined && since !== undefined && since !== start;
}

/** Unix seconds. */
function startOf(state: StackState, program: FaultProgram): number {
  return Date.parse(state.services[program]?.since ?? '') / 1000;
}
