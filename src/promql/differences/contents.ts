import { formatDuration } from '../../util/duration.js';
import { foldConstant } from '../meaning/selection.js';
import type { Binary } from '../syntax/ast.js';
import { type Expr, selectors, type Subquery, walk } from '../syntax/ast.js';
import { both, type Sides } from './difference.js';

/** What an expression contains, at any depth. */

export function aggregates(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'aggregation');
}

/** The names of the functions that it calls. */
export function calls(expr: Expr): Set<string> {
  return new Set([...walk(expr)].flatMap(({ node }) => (node.kind === 'call' ? [node.func] : [])));
}

/** The functions that it calls on a range. */
export function rangeCalls(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' &&
    node.args.some((arg) => arg.kind === 'subquery' || (arg.kind === 'selector' && arg.range !== undefined))
      ? [node.func]
      : [],
  );
}

/** The aggregations that decide a value: what is counted only has to exist, however it was grouped. */
export function aggregationOps(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node, parents }) => {
    const around = parents.at(-1);
    const counted = around?.kind === 'aggregation' && ['count', 'group'].includes(around.op);
    // One series of each group is as many as there are groups.
    const limits = node.kind === 'aggregation' && /^(?:topk|bottomk)$/.test(node.op) && !node.grouping;
    return node.kind === 'aggregation' && !(counted && !limits) ? [node.op] : [];
  });
}

export function readsRange(expr: Expr): boolean {
  return selectors(expr).some(({ range }) => range !== undefined);
}

/** The ranges of selectors and subqueries, in seconds. */
export function windows(expr: Expr): number[] {
  return [...walk(expr)].flatMap(({ node }) =>
    (node.kind === 'selector' || node.kind === 'subquery') &&
    node.range !== undefined &&
    !Number.isNaN(node.range)
      ? [node.range]
      : [],
  );
}

/** All subqueries of an expression, outermost first. */
export function subqueries(expr: Expr): Subquery[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'subquery' ? [node] : []));
}

/** The range and step that are meant, if a subquery has the reference’s in each other’s place. */
export function turnedSubquery(difference: Sides): string | undefined {
  const { reference, answer } = both(difference, subqueries);
  const [asked, given] = [reference[0], answer[0]];
  if (asked?.step === undefined || given?.step !== asked.range || given.range !== asked.step) {
    return undefined;
  }
  return `${formatDuration(asked.range)}:${formatDuration(asked.step)}`;
}

/** The number by which a whole query is multiplied or divided. */
export function scaleOf(expr: Expr): { op: '*' | '/'; number: number } | undefined {
  if (expr.kind !== 'binary' || (expr.op !== '*' && expr.op !== '/')) return undefined;
  const [left, right] = [foldConstant(expr.left), foldConstant(expr.right)];
  if (right !== undefined) return { op: expr.op, number: right };
  return left !== undefined && expr.op === '*' ? { op: '*', number: left } : undefined;
}

/** The outermost operator of its kind with series on both sides. */
export function operatorOn(expr: Expr, op: string): Binary | undefined {
  for (const { node } of walk(expr)) {
    if (node.kind !== 'binary' || node.op !== op) continue;
    if ([node.left, node.right].every((side) => selectors(side).length > 0)) return node;
  }
  return undefined;
}

export function hasNumber(expr: Expr, number: number): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'number' && node.value === number);
}

export function dividesBy(expr: Expr, number: number): boolean {
  return [...walk(expr)].some(
    ({ node }) => node.kind === 'binary' && node.op === '/' && foldConstant(node.right) === number,
  );
}
