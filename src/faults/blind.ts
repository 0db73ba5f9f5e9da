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
type Blinder = { kind: 'incident' } | { kind: 'step'; step: string };

/**
 * True while the cause of something is to be found in this lab, so that no command may show it. An incident and a
 * step’s fault belong to the lab that they began in; `down` ends them.
 */
export async function isBlind(home: LabHome, state: StackState | undefined): Promise<boolean> {
  return (await blinderOf(home, state)) !== undefined;
}

/** The id of the mission step that hides its fault; undefined during an incident, or if no step hides one. */
export async function hiddenStep(home: LabHome, state: StackState): Promise<string | undefined> {
  const blinder = await blinderOf(home, state);
  return blinder?.kind === 'step' ? blinder.step : undefined;
}

/**
 * Refuses to inject or clear faults while they are hidden.
 * @throws LabError INCIDENT_OPEN, STEP_OPEN
 */
export async function requireNotBlind(home: LabHome, state: StackState): Promise<void> {
  const blinder = await blinderOf(home, state);
  if (blinder?.kind === 'step') {
    throw new LabError(
      `The mission step “${blinder.step}” has broken the lab, and it is up to you to find out how.`,
      {
        code: 'STEP_OPEN',
        exitCode: ExitCode.failed,
        hints: [
          'Finish the step: obs-lab mission',
          'Or end its fault without an answer: obs-lab fault clear',
        ],
      },
    );
  }
  if (blinder) {
    throw incidentOpen(
      'An incident is open: its faults are hidden, and only its own actions may change them.',
    );
  }
}

/** Refuses to break the lab for a mission step during an incident. @throws LabError INCIDENT_OPEN */
export async function requireNoIncident(home: LabHome, state: StackState): Promise<void> {
  if (await isIncidentOpen(home, state)) {
    throw incidentOpen('An incident is open, and this step breaks the lab itself.');
  }
}

export async function isIncidentOpen(home: LabHome, state: StackState): Promise<boolean> {
  return (await blinderOf(home, state))?.kind === 'incident';
}

function incidentOpen(message: string): LabError {
  return new LabError(message, {
    code: 'INCIDENT_OPEN',
    exitCode: ExitCode.failed,
    hints: ['Continue with the incident: obs-lab incident', 'Or give it up: obs-lab incident stop'],
  });
}

async function blinderOf(home: LabHome, state: StackState | undefined): Promise<Blinder | undefined> {
  if (!state) return undefined;
  const incident = await readMark(incidentFile(home));
  if (incident && isOf(incident, state)) return { kind: 'incident' };
  const mark = await readMark(stepFaultFile(home));
  return mark?.hidden === true && isOf(mark, state) ? { kind: 'step', step: mark.step ?? '?' } : undefined;
}

interface Mark {
  lab?: string;
  expiresAt?: string;
  step?: string;
  hidden?: boolean;
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
