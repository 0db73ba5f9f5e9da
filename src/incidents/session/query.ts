import { type Lab, requireIncident, updateIncident } from './incident-file.js';

/** Counts a query of the learner. @throws LabError INCIDENT_NONE */
export async function countQuery(lab: Lab): Promise<void> {
  await requireIncident(lab);
  await updateIncident(lab, (incident) => ({ ...incident, queries: incident.queries + 1 }));
}
