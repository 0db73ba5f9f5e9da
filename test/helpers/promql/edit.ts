import type {
  Aggregation,
  Binary,
  Call,
  Expr,
  NumberLiteral,
  Visit,
} from '../../../src/promql/syntax/ast.js';

/**
 * Every tree that comes of changing one node of another.
 * @param change what a node may become
 */
export function* edits(
  expr: Expr,
  change: (visit: Visit) => Iterable<Expr>,
  parents: readonly Expr[] = [],
): Generator<Expr> {
  yield* change({ node: expr, parents });
  const inside = [...parents, expr];
  switch (expr.kind) {
    case 'call':
      for (const [i, arg] of expr.args.entries()) {
        for (const other of edits(arg, change, inside)) yield { ...expr, args: expr.args.with(i, other) };
      }
      break;
    case 'aggregation':
      for (const other of edits(expr.expr, change, inside)) yield { ...expr, expr: other };
      if (expr.param) for (const param of edits(expr.param, change, inside)) yield { ...expr, param };
      break;
    case 'binary':
      for (const left of edits(expr.left, change, inside)) yield { ...expr, left };
      for (const right of edits(expr.right, change, inside)) yield { ...expr, right };
      break;
    case 'unary':
    case 'subquery':
      for (const other of edits(expr.expr, change, inside)) yield { ...expr, expr: other };
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
