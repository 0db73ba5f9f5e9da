import { FAULTS } from '../../lab/faults/index.js';
import type { LabHome } from '../stack/home.js';
import { readState } from '../stack/state.js';
import { type ActiveFault, shownIn } from './active.js';
import { isBlind } from './blind.js';

/** A fault that the lab can have, with its state if it is in effect. */
export interface ListedFault {
  id: string;
  title: string;
  what: string;
  hits: string;
  /** PromQL that returns series while the fault is in effect. */
  symptom: string;
  /** False if this lab has nothing to inject it into. */
  available: boolean;
  active: Omit<ActiveFault, 'id' | 'title' | 'hits'> | null;
}

export interface FaultList {
  /** True during an incident: which faults are in effect is hidden. */
  blind: boolean;
  faults: ListedFault[];
}

/** All faults, in the order in which they are taught. Works without a running lab. */
export async function listFaults(home: LabHome): Promise<FaultList> {
  const blind = await isBlind(home, await readState(home));
  const active = await shownIn(home);
  const faults = FAULTS.map(({ id, title, what, hits, symptom }): ListedFault => {
    const found = active.find((fault) => fault.id === id);
    return {
      id,
      title,
      what,
      hits,
      symptom,
      available: true,
      active: found ? stateOf(found) : null,
    };
  });
  return { blind, faults };
}

function stateOf({
  intensity,
  state,
  startedAt,
  endsAt,
  remainingSeconds,
}: ActiveFault): ListedFault['active'] {
  return { intensity, state, startedAt, endsAt, remainingSeconds };
}
