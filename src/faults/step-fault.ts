import { readFile, rm } from 'node:fs/promises';
import { type ActionId } from '../../lab/faults/actions.js';
import type { Fault, Intensity } from '../../lab/faults/fault.js';
import { faultById } from '../../lab/faults/index.js';
import { ExitCode, LabError } from '../errors.js';
import type { RunningStack } from '../stack/access.js';
import { writeFileAtomic } from '../util/files.js';
import { carryOut } from './act.js';
import { activeIn } from './active.js';
import { requireNoIncident, stepFaultFile } from './blind.js';
import { clearFaults } from './clear.js';
import { injectFault } from './inject.js';
import { seal, unseal } from '../util/json/sealed.js';

/** The fault of the mission step that is open: one at a time. */

/** If the mission is killed, its fault ends after this time. */
const LEASE_SECONDS = 1_800;

interface Wanted {
  id: string;
  intensity: Intensity;
  hidden: boolean;
}

/** `expiresAt` is RFC 3339; what is to be found is sealed. */
interface Stored {
  lab: string;
  expiresAt: string;
  hidden: boolean;
  sealed: string;
}

/** The faults of a running lab for mission steps. Calls are carried out one after the other. */
export function openStepFaults(lab: Pick<RunningStack, 'home' | 'state'>): {
  begin: (wanted: Wanted) => Promise<boolean>;
  end: (except?: Wanted) => Promise<void>;
  act: (action: ActionId) => Promise<readonly string[]>;
} {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    begin: (wanted) => inTurn(() => begin(lab, wanted)),
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
    throw new LabError(`Another fault is in effect: ${others.map(({ id }) => id).join(', ')}.`, {
      code: 'FAULTS_ACTIVE',
      exitCode: ExitCode.failed,
      hints: ['End all faults: obs-lab fault clear'],
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
    await rm(stepFaultFile(home), { force: true });
    throw error;
  }
  return true;
}

async function end(lab: Lab, except?: Wanted): Promise<void> {
  const current = await readWanted(lab);
  if (!current) return;
  if (except?.id === current.id && except.intensity === current.intensity) {
    if (except.hidden !== current.hidden) await save(lab, except);
    return;
  }
  // A program that does not answer has lost its faults, or ends them with their lease.
  await clearFaults(lab, known(current.id)).catch(() => undefined);
  await rm(stepFaultFile(lab.home), { force: true });
}

async function act(lab: Lab, action: ActionId): Promise<readonly string[]> {
  const ended = await carryOut(lab, action);
  const current = await readWanted(lab);
  if (current && ended.includes(current.id)) await rm(stepFaultFile(lab.home), { force: true });
  return ended;
}

async function save({ home, state }: Lab, { hidden, ...fault }: Wanted): Promise<void> {
  const stored: Stored = {
    lab: state.createdAt,
    expiresAt: new Date(Date.now() + LEASE_SECONDS * 1000).toISOString(),
    hidden,
    sealed: seal(fault),
  };
  await writeFileAtomic(stepFaultFile(home), `${JSON.stringify(stored)}\n`, { mode: 0o600 });
}

/** The fault of the step that was opened last; undefined without one, or if it belongs to an earlier lab. */
async function readWanted({ home, state }: Lab): Promise<Wanted | undefined> {
  try {
    const { lab, hidden, sealed } = JSON.parse(await readFile(stepFaultFile(home), 'utf8')) as Stored;
    if (lab !== state.createdAt) return undefined;
    const fault = unseal(sealed) as Omit<Wanted, 'hidden'>;
    return faultById(fault.id) && { ...fault, hidden };
  } catch {
    return undefined; // no file, or one that can't be read: then the fault ends with its lease
  }
}

function known(id: string): Fault {
  return faultById(id)!;
}
