import { EnvironmentError } from '../errors.js';
import type { StackState } from '../stack/state.js';
import { type AlertmanagerClient, createAlertmanagerClient } from './alertmanager.js';

type Recorded = Pick<StackState, 'ports' | 'services' | 'skipped'>;

/** The lab's Alertmanager, or why it has none. */
export function labAlertmanager({
  ports,
  services,
  skipped,
}: Recorded): AlertmanagerClient | { reason: string } {
  if (services.alertmanager) return createAlertmanagerClient(`http://127.0.0.1:${ports.alertmanager}`);
  return { reason: skipped.alertmanager ?? 'it was not started' };
}

/** @throws EnvironmentError ALERTMANAGER_MISSING */
export function requireAlertmanager(state: Recorded): AlertmanagerClient {
  const found = labAlertmanager(state);
  if ('url' in found) return found;
  throw new EnvironmentError(`This lab runs without Alertmanager: ${found.reason}`, {
    code: 'ALERTMANAGER_MISSING',
    hints: [
      'See what is missing: obs-lab doctor',
      'Start it (data is kept): obs-lab down, then obs-lab up',
      'Alerts are listed without it too: obs-lab alerts',
    ],
  });
}
