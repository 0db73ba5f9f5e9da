import type {
  Aggregation,
  Binary,
  Call,
  Expr,
  NumberLiteral,
  Selector,
  Visit,
} from '../../../../promql/syntax/ast.js';

/**
 * Every tree in which one node of another was changed, with what the change says about itself.
 * @param change what a node may become
 */
export function* rewrites<Edit extends { expr: Expr }>(
  expr: Expr,
  change: (visit: Visit) => Iterable<Edit>,
  parents: readonly Expr[] = [],
): Generator<Edit> {
  yield* change({ node: expr, parents });
  const inside = [...parents, expr];
  function* within(child: Expr, rebuild: (other: Expr) => Expr): Generator<Edit> {
    for (const edit of rewrites(child, change, inside)) yield { ...edit, expr: rebuild(edit.expr) };
  }
  switch (expr.kind) {
    case 'call':
      for (const [i, arg] of expr.args.entries()) {
        yield* within(arg, (other) => ({ ...expr, args: expr.args.with(i, other) }));
      }
      break;
    case 'aggregation':
      yield* within(expr.expr, (other) => ({ ...expr, expr: other }));
      if (expr.param) yield* within(expr.param, (param) => ({ ...expr, param }));
      break;
    case 'binary':
      yield* within(expr.left, (left) => ({ ...expr, left }));
      yield* within(expr.right, (right) => ({ ...expr, right }));
      break;
    case 'unary':
    case 'subquery':
      yield* within(expr.expr, (other) => ({ ...expr, expr: other }));
  }
}

/** As rewrites(), of changes that are trees alone. */
export function* edits(expr: Expr, change: (visit: Visit) => Iterable<Expr>): Generator<Expr> {
  function* asEdits(visit: Visit): Generator<{ expr: Expr }> {
    for (const tree of change(visit)) yield { expr: tree };
  }
  for (const edit of rewrites(expr, asEdits)) yield edit.expr;
}

/** A tree with other trees for some of its selectors. @param other undefined to keep the selector */
export function substitute(expr: Expr, other: (selector: Selector) => Expr | undefined): Expr {
  const inside = (child: Expr): Expr => substitute(child, other);
  switch (expr.kind) {
    case 'selector':
      return other(expr) ?? expr;
    case 'call':
      return { ...expr, args: expr.args.map(inside) };
    case 'aggregation':
      return { ...expr, expr: inside(expr.expr) };
    case 'binary':
      return { ...expr, left: inside(expr.left), right: inside(expr.right) };
    case 'unary':
    case 'subquery':
      return { ...expr, expr: inside(expr.expr) };
    default:
      return expr;
  }
}

const NOWHERE = { from: 0, to: 0 };

export function number(value: number): NumberLiteral {
  return { kind: 'number', value, ...NOWHERE };
}

export function binary(left: Expr, op: string, right: Expr, more: Partial<Binary> = {}): Binary {
  return { kind: 'binary', op, left, right, bool: false, ...NOWHERE, ...more };
}

export function call(func: string, ...args: Expr[]): Call {
  return { kind: 'call', func, args, ...NOWHERE };
}

export function aggregation(op: string, expr: Expr, grouping?: Aggregation['grouping']): Aggregation {
  return { kind: 'aggregation', op, expr, ...(grouping && { grouping }), ...NOWHERE };
}
