import { type Expr, selectors, walk } from '../syntax/ast.js';

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

export function aggregationOps(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'aggregation' ? [node.op] : []));
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
