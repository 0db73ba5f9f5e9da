/** What the commands need to open an incident and to show it. */

export { DIFFICULTIES } from './plan/plan.js';
export { advance, waitForPage } from './session/advance.js';
export { readIncident } from './session/incident-file.js';
export { startIncident as openIncident } from './session/start.js';
export { statusOf } from './session/status.js';
