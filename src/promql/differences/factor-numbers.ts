import { type Case, type Point, points, sameSeries } from './difference.js';

/** What the values of a reference and an answer have in common. */

const TOLERANCE = 1e-5;

/** The k for which every answer is k times its reference; undefined if none exists, or if all values are zero. */
export function commonFactor(difference: Case): number | undefined {
  if (!sameSeries(difference)) return undefined;
  const all = points(difference);
  const first = all.find(
    ({ reference, answer }) => reference !== 0 && Number.isFinite(answer / reference) && answer !== 0,
  );
  if (!first) return undefined;
  const factor = first.answer / first.reference;
  const holds = all.every(({ reference, answer }) =>
    Number.isNaN(reference) ? Number.isNaN(answer) : near(answer, reference * factor),
  );
  return holds && !near(factor, 1) ? factor : undefined;
}

/** Whether the reference has values that differ: with one value only, any other is some multiple of it. */
export function hasSeveralValues(difference: Case): boolean {
  const [first, ...others] = points(difference).filter(({ reference }) => reference !== 0);
  return first !== undefined && others.some(({ reference }) => !near(reference, first.reference));
}

/** Whether both add up to 1, as a share and the rest do. */
export function isComplement({ reference, answer }: Point): boolean {
  return near(reference + answer, 1) && reference >= 0 && reference <= 1;
}

/** A share strictly between 0 and 1: that 0 and 1 add up to 1 proves nothing. */
export function isShare({ reference }: Point): boolean {
  return reference > 0 && reference < 1;
}

/** Whether the answer is the reference without its decimals. */
export function isRounded({ reference, answer }: Point): boolean {
  return Number.isInteger(answer) && Math.abs(reference - answer) < 1;
}

/** Equal up to what floating-point arithmetic loses. */
export function near(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/** Four digits are enough to recognise a factor. */
export function formatFactor(factor: number): string {
  return String(Number(factor.toPrecision(4)));
}
