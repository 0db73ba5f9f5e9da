import type { Asker, Finding, Rule } from '../diagnosis.js';
import type { Comparison, Evaluation } from '../meaning/compare.js';
import type { Facts } from '../meaning/facts.js';
import type { Expr } from '../syntax/ast.js';

interface Side {
  expr: Expr;
  evaluation: Evaluation;
}

/** The reference and an answer, as they were written and what they evaluated to. */
export interface Sides {
  reference: Side;
  answer: Side;
}

/** A wrong answer, and what it should have been. */
export interface Case extends Sides {
  comparison: Comparison;
  /** What diagnoses call the side that asks: `the step` or `the reference`. */
  asker: Asker;
  /** What the server knows about the answer's metrics, if it was asked. */
  facts?: Facts;
}

/** A way in which two results differ, and what that says about the query. */
export interface DifferenceRule extends Rule {
  /** It can explain an empty result: it looks at the type, the labels or the form, not at values. */
  appliesToNothing?: true;
  /** It reads the form of the two queries only, so it can explain answers whose values agree by accident. */
  explainsAccident?: true;
  /** It explains every value by one factor or one relation: which forms differ is then only how that came about. */
  explainsAllValues?: true;
  /** It looks at the two results only, so it holds even if the answer's text could not be read. */
  readsResults?: true;
  /** It only names a form that differs: its finding is dropped if another rule explains all values. */
  describesForm?: true;
  /** Its finding is dropped if any other rule finds an error. */
  yieldsToErrors?: true;
  find: (difference: Case) => Finding | undefined;
}

/** Reads the same property off both queries. */
export function both<T>({ reference, answer }: Sides, read: (expr: Expr) => T): Record<keyof Sides, T> {
  return { reference: read(reference.expr), answer: read(answer.expr) };
}

/** Two values of one series at one instant. */
export interface Point {
  reference: number;
  answer: number;
}

/** The values of all series and instants that both sides have. */
export function points({ comparison }: Case): Point[] {
  return comparison.pairs.flatMap((pair) =>
    pair.reference.cells.flatMap((reference, i) => {
      const answer = pair.answer.cells[i];
      return typeof reference === 'number' && typeof answer === 'number' ? [{ reference, answer }] : [];
    }),
  );
}

/** True if both sides have the same series at the same instants, so that only the values differ. */
export function sameSeries({ comparison: { sameType, missing, extra, pairs } }: Case): boolean {
  return (
    sameType &&
    missing.length === 0 &&
    extra.length === 0 &&
    pairs.every((pair) =>
      pair.reference.cells.every((cell, i) => (cell === undefined) === (pair.answer.cells[i] === undefined)),
    )
  );
}

/** Each once, in the order of its first place. */
export function distinct<T>(all: readonly T[]): T[] {
  return [...new Set(all)];
}

/** @param a without repetitions, as b */
export function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
