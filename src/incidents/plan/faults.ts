import type { Fault, Intensity } from '../../../lab/faults/fault.js';
import { faultById, type FaultId, FAULTS } from '../../../lab/faults/index.js';

/** The faults that incidents are made of. */

/** Faults of the alerting rules show only together with another fault: see {@link PAIRS}. */
const NOT_ALONE: readonly string[] = ['broken-alert-rule'];

/** Faults that can be an incident of their own. */
export const BLIND_FAULTS: readonly FaultId[] = FAULTS.map(({ id }) => id).filter(
  (id) => !NOT_ALONE.includes(id),
);

/**
 * Faults that can be in effect at once: they are at different places, neither hides the other’s symptom or evidence,
 * and no single action ends both.
 */
export const PAIRS: readonly (readonly [FaultId, FaultId])[] = [
  ['missing-index', 'error-burst'],
  ['slow-route', 'label-explosion'],
  ['missing-index', 'slow-scrape'],
  ['connection-leak', 'error-burst'],
  ['table-lock', 'slow-scrape'],
  ['pool-shrunk', 'label-explosion'],
  ['error-burst', 'label-explosion'],
  ['bad-release', 'error-burst'],
  ['event-loop-block', 'missing-index'],
  // The rule first: it must not fire before it is broken.
  ['broken-alert-rule', 'error-burst'],
];

/** Every fault that an incident can have, alone or in a pair. */
export const ALL_FAULTS: readonly FaultId[] = [...new Set([...BLIND_FAULTS, ...PAIRS.flat()])];

/** These deploy a release themselves: a harmless one at the same time would be rolled back with it. */
const RELEASES: readonly FaultId[] = ['bad-release', 'renamed-metric', 'label-explosion', 'db-driver'];

/** True if a harmless release can be a red herring for it. */
export function allowsRelease(id: FaultId): boolean {
  return !RELEASES.includes(id);
}

/** These take a share of the machine that grows with their intensity: an incident must leave some for the learner. */
const HEAVY: readonly FaultId[] = ['retry-storm', 'client-flood', 'memory-leak', 'bad-release'];

/** The intensities that an incident chooses from: below them a fault need not show. */
export function intensitiesOf(id: FaultId): readonly Intensity[] {
  return HEAVY.includes(id) ? ['medium'] : ['medium', 'high'];
}

/** The fault of an id that is known to exist. */
export function knownFault(id: FaultId): Fault {
  return faultById(id)!;
}
