import type { Binary, Expr } from '../../../../promql/syntax/ast.js';
import { binary, number } from './edit.js';
import { isAlwaysOne } from './known-values.js';

/**
 * Arithmetic with numbers in one way of writing: `inner * factor + shift`, each left out if it changes nothing. So
 * `-(-x)`, `x * 100 * 0.01`, `1 - (1 - x)` and `x / 60 * 60` are all x.
 */
export interface Affine {
  inner: Expr;
  factor: number;
  shift: number;
}

/** Floating point leaves dust in the last digits. */
const DIGITS = 10;

/** Reads an expression that writeAffine() wrote; any other is its own inner part. */
export function readAffine(expr: Expr): Affine {
  let [inner, factor, shift] = [expr, 1, 0];
  if (inner.kind === 'binary' && inner.op === '+' && inner.right.kind === 'number') {
    [shift, inner] = [inner.right.value, inner.left];
  }
  if (inner.kind === 'binary' && inner.op === '*' && inner.right.kind === 'number') {
    [factor, inner] = [inner.right.value, inner.left];
  }
  return { inner, factor, shift };
}

export function writeAffine({ inner, factor, shift }: Affine): Expr {
  const [times, plus] = [factor, shift].map((value) => Number(value.toPrecision(DIGITS))) as [number, number];
  // 1 * factor + shift is one number.
  if (isAlwaysOne(inner) && plus !== 0) return writeAffine({ inner, factor: factor + shift, shift: 0 });
  const scaled = times === 1 ? inner : binary(inner, '*', number(times));
  return plus === 0 ? scaled : binary(scaled, '+', number(plus));
}

/** The negative of what writeAffine() wrote. */
export function negated(expr: Expr): Expr {
  const { inner, factor, shift } = readAffine(expr);
  return writeAffine({ inner, factor: -factor, shift: -shift });
}

/**
 * The result of an arithmetic operator if one side is a number.
 * @param left as writeAffine() writes it, and right alike
 * @returns undefined for two vectors, and for operators other than + - * /
 */
export function withNumber({ op }: Pick<Binary, 'op'>, left: Expr, right: Expr): Expr | undefined {
  if (!['+', '-', '*', '/'].includes(op)) return undefined;
  if (left.kind === 'number' && right.kind === 'number') {
    const value = applied(left.value, op, right.value);
    return Number.isFinite(value) ? number(Number(value.toPrecision(DIGITS))) : undefined;
  }
  if (right.kind === 'number') {
    const { inner, factor, shift } = readAffine(left);
    const other = right.value;
    if (op === '+' || op === '-') return writeAffine({ inner, factor, shift: applied(shift, op, other) });
    return other === 0
      ? undefined
      : writeAffine({ inner, factor: applied(factor, op, other), shift: applied(shift, op, other) });
  }
  if (left.kind !== 'number') return undefined;
  const { inner, factor, shift } = readAffine(right);
  switch (op) {
    case '+':
      return writeAffine({ inner, factor, shift: shift + left.value });
    case '-':
      return writeAffine({ inner, factor: -factor, shift: left.value - shift });
    case '*':
      return left.value === 0
        ? undefined
        : writeAffine({ inner, factor: factor * left.value, shift: shift * left.value });
    default:
      if (shift !== 0 || factor === 0) return undefined;
      return writeAffine({
        inner: isAlwaysOne(inner) ? inner : binary(number(1), '/', inner),
        factor: left.value / factor,
        shift: 0,
      });
  }
}

/** What two vectors' factors become when the operator is applied; undefined if they can't be taken out. */
export function commonFactor({ op }: Pick<Binary, 'op'>, left: Affine, right: Affine): number | undefined {
  if (left.shift !== 0 || right.shift !== 0) return undefined;
  if (op === '*' || op === '/') return applied(left.factor, op, right.factor);
  return (op === '+' || op === '-') && left.factor === right.factor ? left.factor : undefined;
}

function applied(a: number, op: string, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      return a / b;
  }
}
