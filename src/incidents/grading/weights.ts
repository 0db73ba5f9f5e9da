import type { Difficulty } from '../plan/plan.js';
import type { Field } from './types.js';

/** What the fields are worth: 100 points in all. */
export const WEIGHTS: Readonly<Record<Field, number>> = {
  began: 15,
  origin: 20,
  cause: 20,
  evidence: 15,
  blast: 10,
  mitigation: 20,
};

/** For a false alarm: there is nothing that a query could show. */
export const FALSE_ALARM_WEIGHTS: Readonly<Record<Field, number>> = {
  began: 10,
  origin: 10,
  cause: 30,
  evidence: 0,
  blast: 10,
  mitigation: 40,
};

/** How exact an answer must be; up to twice as far off gives half the points. */
export const TOLERANCES: Readonly<Record<Difficulty, { beganSeconds: number; blastShare: number }>> = {
  1: { beganSeconds: 30, blastShare: 0.15 },
  2: { beganSeconds: 20, blastShare: 0.12 },
  3: { beganSeconds: 15, blastShare: 0.1 },
};

/** A report with at least this many points is good. */
export const PASS_POINTS = 70;

/** The part of the mitigation’s points that each needless action costs. */
export const NEEDLESS_ACTION_SHARE = 0.25;

/** Evidence must be true at this part of the instants while the fault is in effect: many faults come and go. */
export const TRUE_SHARE = 0.3;
