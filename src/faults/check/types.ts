import type { AlertName } from '../../../lab/faults/alerts.js';
import type { Intensity } from '../../../lab/faults/fault.js';

/** For how many seconds of a time span a query had a result. */
export type HeldSeconds = number;

/** What the lab showed while one fault was in effect, and before and after. Times are in seconds. */
export interface Observation {
  fault: string;
  intensity: Intensity;
  symptom: { before: HeldSeconds; during: HeldSeconds; firstAfter: number | null; after: HeldSeconds };
  /** By fault: one entry per evidence, in its order; a log evidence counts lines instead of seconds. */
  evidence: Readonly<Record<string, readonly number[]>>;
  evidenceBefore: Readonly<Record<string, readonly number[]>>;
  /** Alerts that fired, from the injection until everything was quiet again → how long after the injection. */
  alerts: Readonly<Partial<Record<AlertName, number>>>;
  /** From `fault clear` until every check of `verify` passed; null if that took too long. */
  verifiedAfter: number | null;
  /** From `fault clear` until neither a symptom nor an alert was left; null if that took too long. */
  quietAfter: number | null;
  /** What `fault list` still showed then. */
  remaining: readonly string[];
}

/** An observation, and what it proves. */
export interface CheckedFault extends Observation {
  ok: boolean;
  /** What does not hold, one sentence each; empty if the fault does what it documents. */
  problems: readonly string[];
}

export interface FaultCheck {
  ok: boolean;
  /** RFC 3339 UTC */
  checkedAt: string;
  prometheus: string;
  faults: readonly CheckedFault[];
}
