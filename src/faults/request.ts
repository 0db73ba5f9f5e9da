import { MAX_SECONDS } from '../../lab/control/request.js';
import type { Fault } from '../../lab/faults/fault.js';
import { faultById, FAULTS } from '../../lab/faults/index.js';
import { UsageError } from '../errors.js';
import { formatDuration, parseDuration } from '../util/duration.js';
import { nearest } from '../util/nearest.js';

/**
 * The fault with that name.
 * @throws UsageError FAULT_UNKNOWN with the nearest name
 */
export function requireFault(name: string): Fault {
  const fault = faultById(name);
  if (fault) return fault;
  const ids = FAULTS.map(({ id }) => id);
  const [guess] = nearest(name, ids);
  throw new UsageError(`Unknown fault: ${name}`, {
    code: 'FAULT_UNKNOWN',
    hints: [...(guess ? [`Did you mean: ${guess}`] : []), 'List all faults: obs-lab fault list'],
  });
}

/**
 * The seconds of a lease, as the user typed it.
 * @throws UsageError DURATION_INVALID
 */
export function leaseSeconds(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_SECONDS) {
    return seconds;
  }
  throw new UsageError(`“${text}” is not a valid duration.`, {
    code: 'DURATION_INVALID',
    hints: [`Write it like 30s, 90s or 5m, in whole seconds, from 1s to ${formatDuration(MAX_SECONDS)}.`],
  });
}
