import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, LabError } from '../errors.js';
import type { LabHome } from '../stack/home.js';
import type { StackState } from '../stack/state.js';

/** Where the open incident is kept, mode 0600. It names no fault. */
export function incidentFile(home: LabHome): string {
  return join(home.path, 'incident.json');
}

/** Where the fault of a mission step is kept, mode 0600. It names no fault. */
export function stepFaultFile(home: LabHome): string {
  return join(home.path, 'step-fault.json');
}

/** What hides the faults: an incident, or a mission step whose fault is to be found. */
type Blinder = 'incident' | 'step';

/**
 * True while the cause of something is to be found in this lab, so that no command may show it. An incident and a
 * step’s fault belong to the lab that they began in; `down` ends them.
 */
export async function isBlind(home: LabHome, state: StackState | undefined): Promise<boolean> {
  return (await blinderOf(home, state)) !== undefined;
}

/**
 * Refuses to inject or clear faults while they are hidden.
 * @throws LabError INCIDENT_OPEN, STEP_OPEN
 */
export async function requireNotBlind(home: LabHome, state: StackState): Promise<void> {
  const blinder = await blinderOf(home, state);
  if (blinder === 'incident') throw incidentOpen();
  if (blinder === 'step') {
    throw new LabError('A mission step is open whose fault is hidden: only its own actions may change it.', {
      code: 'STEP_OPEN',
      exitCode: ExitCode.failed,
      hints: ['Leave the step, or the mission: then its fault ends.', 'End everything: obs-lab down'],
    });
  }
}

/** @throws LabError INCIDENT_OPEN */
export async function requireNoIncident(home: LabHome, state: StackState): Promise<void> {
  if ((await blinderOf(home, state)) === 'incident') throw incidentOpen();
}

function incidentOpen(): LabError {
  return new LabError(
    'An incident is open: its faults are hidden, and only its own actions may change them.',
    {
      code: 'INCIDENT_OPEN',
      exitCode: ExitCode.failed,
      hints: ['Continue with it: obs-lab incident', 'Give it up: obs-lab incident stop'],
    },
  );
}

async function blinderOf(home: LabHome, state: StackState | undefined): Promise<Blinder | undefined> {
  if (!state) return undefined;
  if (await isOpen(incidentFile(home), state)) return 'incident';
  const step = await readMark(stepFaultFile(home));
  return step?.hidden === true && isOf(step, state) ? 'step' : undefined;
}

interface Mark {
  lab?: string;
  expiresAt?: string;
  hidden?: boolean;
}

async function isOpen(file: string, state: StackState): Promise<boolean> {
  const mark = await readMark(file);
  return mark !== undefined && isOf(mark, state);
}

function isOf({ lab, expiresAt }: Mark, state: StackState): boolean {
  return lab === state.createdAt && Date.parse(expiresAt ?? '') > Date.now();
}

async function readMark(file: string): Promise<Mark | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Mark;
  } catch {
    return undefined; // no file, or one that can't be read
  }
}
