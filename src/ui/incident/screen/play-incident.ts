import type { Lab } from '../../../incidents/session/incident-file.js';
export async function playIncident(_lab: Lab, _print: (text: string) => void): Promise<void> {}
