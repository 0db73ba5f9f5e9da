import { readFile, rm } from 'node:fs/promises';
import { type ActionId } from '../../lab/faults/actions.js';
import type { Fault, Intensity } from '../../lab/faults/fault.js';
import { faultById } from '../../lab/faults/index.js';
import { ExitCode, LabError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import type { LabHome } from '../stack/home.js';
import { hold, release } from '../stack/lease/keeper.js';
import { writeFileAtomic } from '../util/files.js';
import { seal, unseal } from '../util/json/sealed.js';
import { carryOut } from './act.js';
import { activeIn } from './active.js';
import { isIncidentOpen, requireNoIncident, stepFaultFile } from './blind.js';
import { clearFaults } from './clear.js';
import { injectFault } from './inject.js';

/** The fault of the mission step that is open: one at a time. */

/** If the mission is killed, its fault ends after this time. */
const LEASE_SECONDS = 1_800;

interface StepFault {
  id: string;
  intensity: Intensity;
  hidden: boolean;
}

/** With the id of the step. */
interface Wanted extends StepFault {
  step: string;
}

/** `expiresAt` is RFC 3339; what is to be found is sealed. */
interface Stored {
  lab: string;
  expiresAt: string;
  step: string;
  hidden: boolean;
  sealed: string;
}

/** The faults of a running lab for mission steps. Calls are carried out one after the other. */
export function openStepFaults(lab: Pick<RunningStack, 'home' | 'state'>): {
  begin: (fault: StepFault, step: string) => Promise<boolean>;
  end: (except?: StepFault) => Promise<void>;
  act: (action: ActionId) => Promise<readonly string[]>;
} {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    begin: (fault, step) => inTurn(() => begin(lab, { ...fault, step })),
    end: (except) => inTurn(() => end(lab, except)),
    act: (action) => inTurn(() => act(lab, action)),
  };
}

type Lab = Parameters<typeof openStepFaults>[0];

async function begin(lab: Lab, wanted: Wanted): Promise<boolean> {
  const { home, state } = lab;
  await requireNoIncident(home, state);
  await end(lab, wanted);
  const active = await activeIn(home, state);
  const others = active.filter(({ id }) => id !== wanted.id);
  if (others.length > 0) {
    throw new LabError(`Another fault is in effect, ${others.map(({ id }) => id).join(' and ')}.`, {
      code: 'FAULTS_ACTIVE',
      exitCode: ExitCode.failed,
      hints: ['End it: obs-lab fault clear'],
    });
  }
  const isActive = active.some(({ intensity }) => intensity === wanted.intensity);
  if (isActive && (await readWanted(lab))) return false;
  // Recorded first: if this is killed, the fault is hidden, and ends with its lease.
  await save(lab, wanted);
  if (isActive) return false;
  try {
    await injectFault(lab, known(wanted.id), { intensity: wanted.intensity, seconds: LEASE_SECONDS });
  } catch (error) {
    await forget(home);
    throw error;
  }
  return true;
}

async function end(lab: Lab, except?: StepFault & { step?: string }): Promise<void> {
  const current = await readWanted(lab);
  if (!current) return;
  if (except?.id === current.id && except.intensity === current.intensity) {
    const next = { ...current, ...except };
    if (next.hidden !== current.hidden || next.step !== current.step) await save(lab, next);
    return;
  }
  // During an incident the step's fault is over, and what is in effect is the incident's.
  if (await isIncidentOpen(lab.home, lab.state)) {
    await rm(stepFaultFile(lab.home), { force: true });
    return;
  }
  // A program that does not answer has lost its faults, or ends them with their lease.
  await clearFaults(lab, known(current.id)).catch(() => undefined);
  await forget(lab.home);
}

async function act(lab: Lab, action: ActionId): Promise<readonly string[]> {
  const ended = await carryOut(lab, action);
  const current = await readWanted(lab);
  if (current && ended.includes(current.id)) await forget(lab.home);
  return ended;
}

async function save(lab: Lab, { hidden, step, ...fault }: Wanted): Promise<void> {
  const { home, state } = lab;
  const stored: Stored = {
    lab: state.createdAt,
    expiresAt: new Date(Date.now() + LEASE_SECONDS * 1000).toISOString(),
    step,
    hidden,
    sealed: seal(fault),
  };
  if (hidden) await hold(lab, stored.expiresAt);
  await writeFileAtomic(stepFaultFile(home), `${JSON.stringify(stored)}\n`, { mode: 0o600 });
}

async function forget(home: LabHome): Promise<void> {
  await rm(stepFaultFile(home), { force: true });
  await release(home);
}

/** The fault of the step that was opened last; undefined without one, or if it belongs to an earlier lab. */
async function readWanted({ home, state }: Lab): Promise<Wanted | undefined> {
  try {
    const { lab, step, hidden, sealed } = JSON.parse(await readFile(stepFaultFile(home), 'utf8')) as Stored;
    if (lab !== state.createdAt) return undefined;
    const fault = unseal(sealed) as Omit<Wanted, 'hidden' | 'step'>;
    return faultById(fault.id) && { ...fault, step, hidden };
  } catch {
    return undefined; // no file, or one that can't be read: then the fault ends with its lease
  }
}

function known(id: string): Fault {
  return faultById(id)!;
}
