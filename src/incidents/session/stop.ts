import { clearFaults } from '../../faults/clear.js';
import { release } from '../../stack/lease/keeper.js';
import { type Lab, removeIncident, requireIncident } from './incident-file.js';

/** Gives an incident up: nothing is graded or saved, and its faults end. @throws LabError INCIDENT_NONE */
export async function stopIncident(lab: Lab): Promise<{ stopped: string }> {
  const { id } = await requireIncident(lab);
  await endIncident(lab);
  return { stopped: id };
}

/** Ends the faults and the harmless release, and closes the incident. */
export async function endIncident(lab: Lab): Promise<void> {
  try {
    await clearFaults(lab, undefined);
  } finally {
    // Even if a program does not answer: then its faults are gone with it, or end with their lease.
    await removeIncident(lab.home);
    await release(lab.home);
  }
}
