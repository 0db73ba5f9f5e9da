import type { Evaluation } from '../../promql/meaning/compare.js';
import type { Expr } from '../../promql/syntax/ast.js';
import { COMPARISONS, SET_OPERATORS } from '../../promql/syntax/functions.js';

/**
 * Whether a query’s result is true, at each instant. A condition is true if it returns series, as in an alerting rule,
 * whatever their values. Any other query is true if a value is neither 0 nor NaN.
 */
export function truthsOf(expr: Expr, { rows, instants }: Evaluation): boolean[] {
  const filter = isCondition(expr);
  return Array.from({ length: instants }, (_, i) =>
    rows.some(({ cells }) => {
      const cell = cells[i];
      if (cell === undefined) return false;
      return filter || (typeof cell === 'number' && cell !== 0 && !Number.isNaN(cell));
    }),
  );
}

/** True if the query returns nothing when what it asks about is not the case. */
function isCondition(expr: Expr): boolean {
  switch (expr.kind) {
    case 'binary':
      if (SET_OPERATORS.has(expr.op)) {
        return isCondition(expr.left) || (expr.op !== 'or' && isCondition(expr.right));
      }
      return COMPARISONS.has(expr.op) && !expr.bool;
    case 'call':
      return expr.func === 'absent' || expr.func === 'absent_over_time';
    case 'aggregation':
      return isCondition(expr.expr);
    default:
      return false;
  }
}
