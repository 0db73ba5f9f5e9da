import type { AlertName } from '../../../lab/faults/alerts.js';
import { type Fault } from '../../../lab/faults/fault.js';
import { faultById, FAULTS } from '../../../lab/faults/index.js';
import type { Observation } from './types.js';

/** A query that has a result for this long is not a coincidence of one scrape. */
export const HELD_SECONDS = 5;
/** How soon `verify` has to pass after `fault clear`. */
export const VERIFY_LIMIT_SECONDS = 30;

/** What does not hold of what a fault documents, one sentence each. */
export function judgeFault(fault: Fault, seen: Observation): string[] {
  return [
    ...judgeSymptom(seen),
    ...judgeEvidence(fault, seen),
    ...judgeAlerts(fault, seen),
    ...judgeEnd(seen),
  ];
}

function judgeSymptom({ symptom }: Observation): string[] {
  return [
    ...(symptom.before > 0 ? [`The symptom held before the fault, for ${symptom.before} s.`] : []),
    ...(symptom.during < HELD_SECONDS ? [`The symptom held for ${symptom.during} s only.`] : []),
    ...(symptom.after > 0 ? ['The symptom still holds after the fault.'] : []),
  ];
}

function judgeEvidence(fault: Fault, { evidence, evidenceBefore }: Observation): string[] {
  const missing = (evidence[fault.id] ?? []).flatMap((held, i) =>
    holds(fault, i, held) ? [] : [`Evidence ${i + 1} does not hold: ${fault.evidence[i]?.says}.`],
  );
  const early = (evidenceBefore[fault.id] ?? []).flatMap((held, i) =>
    holds(fault, i, held) ? [`Evidence ${i + 1} held before the fault.`] : [],
  );
  const others = FAULTS.filter(({ id }) => id !== fault.id && id !== fault.shownBy?.id);
  const strange = others.flatMap((other) =>
    pointsAt(other, evidence) ? [`The evidence of ${other.id} holds too.`] : [],
  );
  return [...missing, ...early, ...strange];
}

/** True if any evidence of a fault holds. */
export function pointsAt(fault: Fault, evidence: Observation['evidence']): boolean {
  return (evidence[fault.id] ?? []).some((held, i) => holds(fault, i, held));
}

/** @param held seconds, or lines of the log */
function holds(fault: Fault, index: number, held: number): boolean {
  return held >= (fault.evidence[index]?.kind === 'log' ? 1 : HELD_SECONDS);
}

function judgeAlerts(fault: Fault, { alerts, intensity }: Observation): string[] {
  const fired = Object.keys(alerts) as AlertName[];
  const expected = intensity === 'low' ? [] : fault.alerts;
  const shownBy = fault.shownBy && faultById(fault.shownBy.id);
  const allowed = new Set(
    [fault, shownBy].flatMap((each) => (each ? [...each.alerts, ...each.mayAlert] : [])),
  );
  return [
    ...expected.filter((name) => !fired.includes(name)).map((name) => `${name} did not fire.`),
    ...fired.filter((name) => !allowed.has(name)).map((name) => `${name} fired, which is not documented.`),
  ];
}

function judgeEnd({ verifiedAfter, quietAfter, remaining }: Observation): string[] {
  return [
    ...(verifiedAfter === null || verifiedAfter > VERIFY_LIMIT_SECONDS
      ? [`verify did not pass within ${VERIFY_LIMIT_SECONDS} s after the fault was cleared.`]
      : []),
    ...(quietAfter === null ? ['Alerts kept firing after the fault was cleared.'] : []),
    ...(remaining.length > 0 ? [`Still in effect after it was cleared: ${remaining.join(', ')}.`] : []),
  ];
}
