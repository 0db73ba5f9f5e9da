import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, LabError } from '../errors.js';
import type { LabHome } from '../stack/home.js';
import type { StackState } from '../stack/state.js';

/** Where the open incident is kept, mode 0600. It names no fault. */
export function incidentFile(home: LabHome): string {
  return join(home.path, 'incident.json');
}

/**
 * True while an incident is open in this lab: its cause is to be found, so no command may show it. An incident belongs
 * to the lab that it was started in; `down` ends it.
 */
export async function isBlind(home: LabHome, state: StackState | undefined): Promise<boolean> {
  if (!state) return false;
  try {
    const { lab, expiresAt } = JSON.parse(await readFile(incidentFile(home), 'utf8')) as {
      lab?: string;
      expiresAt?: string;
    };
    return lab === state.createdAt && Date.parse(expiresAt ?? '') > Date.now();
  } catch {
    return false; // there is no incident, or its file is broken
  }
}

/**
 * Refuses to inject or clear faults during an incident.
 * @throws LabError INCIDENT_OPEN
 */
export async function requireNoIncident(home: LabHome, state: StackState): Promise<void> {
  if (!(await isBlind(home, state))) return;
  throw new LabError(
    'An incident is open: its faults are hidden, and only its own actions may change them.',
    {
      code: 'INCIDENT_OPEN',
      exitCode: ExitCode.failed,
      hints: ['Continue with it: obs-lab incident', 'Give it up: obs-lab incident stop'],
    },
  );
}
