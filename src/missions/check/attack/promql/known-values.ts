import type { Binary, Expr } from '../../../../promql/syntax/ast.js';

/** Values that are known without asking a server. */

export const PRESENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'present_over_time']);

const OVER_TIME_OF_ONE = /^(?:avg|min|max|last)_over_time$/;

/** True if all values are 1: by what Prometheus defines, or for `_info` metrics by what everybody agrees on. */
export function isAlwaysOne(expr: Expr): boolean {
  switch (expr.kind) {
    case 'selector':
      return expr.metric?.endsWith('_info') === true;
    case 'call': {
      if (PRESENCE.has(expr.func)) return true;
      const [first] = expr.args;
      return OVER_TIME_OF_ONE.test(expr.func) && first !== undefined && isAlwaysOne(first);
    }
    case 'binary':
      return ['and', 'unless'].includes(expr.op) && isAlwaysOne(expr.left);
    case 'aggregation':
      return expr.op === 'group' || (['avg', 'min', 'max'].includes(expr.op) && isAlwaysOne(expr.expr));
    default:
      return false;
  }
}

export function isUp(expr: Expr): boolean {
  return expr.kind === 'selector' && expr.metric === 'up';
}

/** `up` is 0 or 1: `up < 1`, `up < 0.5` and `up == 0` mean the same. */
export function whereUp(node: Binary, up: Expr, limit: number): Expr {
  const holds = [0, 1].filter((value) => isTrue(value, node.op, limit));
  const [value] = holds;
  if (holds.length === 2) return up;
  const right = { kind: 'number' as const, value: value ?? 2, from: 0, to: 0 };
  return { ...node, op: '==', left: up, right };
}

export function isTrue(value: number, op: string, limit: number): boolean {
  switch (op) {
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    default:
      return value <= limit;
  }
}
