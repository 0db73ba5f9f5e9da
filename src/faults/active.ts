import type { Injected } from '../../lab/control/injector.js';
import { faultById } from '../../lab/faults/index.js';
import type { LabHome } from '../stack/home.js';
import { readState, type StackState } from '../stack/state.js';
import { isBlind } from './blind.js';
import { type FaultProgram, openControl } from './control-client.js';
import { listRules } from './rules-fault.js';

/** A fault that is in effect, as `status`, `verify` and `fault` show it. */
export interface ActiveFault extends Injected {
  title: string;
  /** The part of the lab that it breaks: "the items table". */
  hits: string;
  /** Until it ends by itself. */
  remainingSeconds: number;
}

export const FAULT_PROGRAMS: readonly FaultProgram[] = ['api', 'traffic'];

/**
 * What a command shows of a home's lab, together with the faults that are in effect there: none during an incident,
 * whose cause is to be found.
 * @throws whatever `show` throws
 */
export async function withFaults<T>(
  home: LabHome,
  show: () => Promise<T>,
): Promise<T & { faults: ActiveFault[] }> {
  const [shown, faults] = await Promise.all([show(), shownIn(home)]);
  return { ...shown, faults };
}

/** The faults that the user may see: during an incident, none. */
export async function shownIn(home: LabHome): Promise<ActiveFault[]> {
  const state = await readState(home);
  return (await isBlind(home, state)) ? [] : activeIn(home, state);
}

/**
 * The faults in effect. A program that does not answer has none: faults live in its memory, apart from the changes to
 * the database that its next start undoes.
 */
export async function activeIn(home: LabHome, state: StackState | undefined): Promise<ActiveFault[]> {
  if (!state) return [];
  const lists = await Promise.all(
    FAULT_PROGRAMS.map(async (program) => {
      if (!state.services[program]) return [];
      return (await openControl(home, state, program)).list().catch(() => []);
    }),
  );
  const rules = await listRules(home, state).catch(() => []);
  return [...lists.flat(), ...rules]
    .filter(({ id }) => faultById(id))
    .map((injected) => describe(injected, Date.now()));
}

/** @param nowMs Unix time in milliseconds */
export function describe(injected: Injected, nowMs: number): ActiveFault {
  const { title = injected.id, hits = 'the lab' } = faultById(injected.id) ?? {};
  const remainingSeconds = Math.max(0, Math.ceil((Date.parse(injected.endsAt) - nowMs) / 1000));
  return { ...injected, title, hits, remainingSeconds };
}
