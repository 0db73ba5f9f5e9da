import { readFile, rm } from 'node:fs/promises';
import { ExitCode, LabError } from '../../errors.js';
import { incidentFile } from '../../faults/blind.js';
import type { RunningStack } from '../../stack/access.js';
import type { LabHome } from '../../stack/home.js';
import { writeFileAtomic } from '../../util/files.js';
import { seal, unseal } from '../../util/json/sealed.js';
import type { ServiceLevel } from '../grading/recovery.js';
import type { Answers, DoneAction, Field, Recovery } from '../grading/types.js';
import { type Difficulty, type IncidentPlan, planIncident } from '../plan/plan.js';

/** The part of a running lab that incidents use. */
export type Lab = Pick<RunningStack, 'home' | 'state' | 'prometheus' | 'prometheusUrl' | 'trafficUrl'>;

export interface Page {
  /** Unix seconds. */
  at: number;
  from: 'alert' | 'report';
  /** What it says, in one or a few sentences. */
  text: string;
  alerts: readonly { name: string; labels: Readonly<Record<string, string>>; summary: string }[];
}

/** What the learner must not see. In the file it is encoded, so that a look or a grep does not give it away. */
export interface Hidden {
  /** Unix seconds. */
  releasedAt?: number;
  beganAt?: number;
  /** The ids of the faults that actions ended. */
  over?: readonly string[];
  /** When the programs that carry out the faults were started, RFC 3339. */
  starts?: Readonly<Record<string, string>>;
}

/**
 * The incident that is open. Which fault it is follows from seed and difficulty; its name is nowhere in the file.
 * Times are Unix seconds.
 */
export interface OpenIncident {
  id: string;
  seed: number;
  difficulty: Difficulty;
  startedAt: number;
  /** The service before the incident. */
  baseline: ServiceLevel;
  hidden: Hidden;
  page?: Page;
  answers: Answers;
  /** When each field was answered last. */
  answeredAt: Partial<Record<Field, number>>;
  actions: DoneAction[];
  recovery?: Recovery;
  queries: number;
}

/** What the file must not give away. */
type Sealed = Pick<OpenIncident, 'hidden' | 'actions'>;

interface Stored extends Omit<OpenIncident, keyof Sealed> {
  version: 1;
  /** The lab that it belongs to, by the time when that was created: `down` ends it. */
  lab: string;
  /** RFC 3339: when its faults end by themselves. */
  expiresAt: string;
  sealed: string;
}

/** How long an incident can be open: the longest lease of a fault. */
const OPEN_SECONDS = 3_600;

/** Whole seconds until the incident ends by itself, at least one: its faults end with it. */
export function secondsLeft({ startedAt }: Pick<OpenIncident, 'startedAt'>): number {
  return Math.max(1, Math.floor(startedAt + OPEN_SECONDS - Date.now() / 1000));
}

/** When an incident ends by itself, RFC 3339. */
export function expiryOf({ startedAt }: Pick<OpenIncident, 'startedAt'>): string {
  return new Date((startedAt + OPEN_SECONDS) * 1000).toISOString();
}

/** The plan of an open incident. */
export function planOf({ seed, difficulty }: Pick<OpenIncident, 'seed' | 'difficulty'>): IncidentPlan {
  return planIncident(seed, difficulty);
}

/** The lab's open incident; undefined if there is none. */
export async function readIncident({
  home,
  state,
}: Pick<Lab, 'home' | 'state'>): Promise<OpenIncident | undefined> {
  const stored = await readStored(home);
  if (stored?.lab !== state.createdAt || Date.parse(stored.expiresAt) <= Date.now()) return undefined;
  const { version: _version, lab: _lab, expiresAt: _expiresAt, sealed, ...rest } = stored;
  return { ...rest, ...(unseal(sealed) as Sealed) };
}

/** @throws LabError INCIDENT_NONE */
export async function requireIncident(lab: Pick<Lab, 'home' | 'state'>): Promise<OpenIncident> {
  const incident = await readIncident(lab);
  if (incident) return incident;
  throw new LabError('No incident is open.', {
    code: 'INCIDENT_NONE',
    exitCode: ExitCode.failed,
    hints: ['Start one: obs-lab incident start', 'See the past ones: obs-lab incident list'],
  });
}

export async function saveIncident(
  { home, state }: Pick<Lab, 'home' | 'state'>,
  incident: OpenIncident,
): Promise<void> {
  const { hidden, actions, ...rest } = incident;
  const stored: Stored = {
    version: 1,
    lab: state.createdAt,
    expiresAt: expiryOf(incident),
    ...rest,
    sealed: seal({ hidden, actions }),
  };
  await writeFileAtomic(incidentFile(home), `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Changes the open incident. Another command can do so at the same time, such as a query while a screen is open, so it
 * is read again first.
 * @throws LabError INCIDENT_NONE
 */
export async function updateIncident(
  lab: Pick<Lab, 'home' | 'state'>,
  change: (incident: OpenIncident) => OpenIncident,
): Promise<OpenIncident> {
  const changed = change(await requireIncident(lab));
  await saveIncident(lab, changed);
  return changed;
}

export async function removeIncident(home: LabHome): Promise<void> {
  await rm(incidentFile(home), { force: true });
}

async function readStored(home: LabHome): Promise<Stored | undefined> {
  try {
    const stored = JSON.parse(await readFile(incidentFile(home), 'utf8')) as Stored;
    return stored.version === 1 ? stored : undefined;
  } catch {
    return undefined; // no file, or one that can't be read: then its faults end with their lease
  }
}
