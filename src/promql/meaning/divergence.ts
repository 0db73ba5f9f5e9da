import { children, type Expr } from '../syntax/ast.js';
import { foldConstant } from './selection.js';

/** A part of the reference, what the answer has in its place, and what contains both. */
interface Divergence {
  reference: Expr;
  answer: Expr;
  around?: { reference: Expr; answer: Expr };
}

/**
 * The smallest part in which two expressions differ: everything outside it is written the same. Undefined if
 * nothing does. The order of matchers, parentheses, and how a number is computed make no difference.
 */
export function divergence(reference: Expr, answer: Expr): Divergence | undefined {
  if (same(reference, answer)) return undefined;
  const [inReference, inAnswer] = [children(reference), children(answer)];
  if (own(reference) === own(answer) && inReference.length === inAnswer.length && !constant(reference)) {
    const [first, ...others] = inReference.flatMap((child, i) => divergence(child, inAnswer[i]!) ?? []);
    if (first && others.length === 0) return { around: { reference, answer }, ...first };
  }
  return { reference, answer };
}

/** True for expressions that are written the same. */
export function same(a: Expr, b: Expr): boolean {
  const [left, right] = [foldConstant(a), foldConstant(b)];
  if (left !== undefined || right !== undefined) return Object.is(left, right);
  const [inA, inB] = [children(a), children(b)];
  return own(a) === own(b) && inA.length === inB.length && inA.every((child, i) => same(child, inB[i]!));
}

function constant(expr: Expr): boolean {
  return foldConstant(expr) !== undefined;
}

const ELSEWHERE: ReadonlySet<string> = new Set([
  'from',
  'to',
  'expr',
  'param',
  'args',
  'left',
  'right',
  'partial',
]);

/** What a node says itself, without its operands and its place. */
function own(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => {
    if (ELSEWHERE.has(key)) return undefined;
    return key === 'matchers' && Array.isArray(value)
      ? value
          .map((matcher) =>
            JSON.stringify(matcher, (name, of: unknown) => (ELSEWHERE.has(name) ? undefined : of)),
          )
          .sort()
      : value;
  });
}
