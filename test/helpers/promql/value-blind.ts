import { resultType } from '../../../src/promql/meaning/result-type.js';
import type { Binary, Call, Expr } from '../../../src/promql/syntax/ast.js';
import { COMPARISONS } from '../../../src/promql/syntax/functions.js';

/** The parts of a query in which a wrong value makes no difference. */

export function isQuantile(node: Expr): node is Call {
  return node.kind === 'call' && node.func === 'histogram_quantile';
}

/** True if only the presence of series counts, so that a wrong value makes no difference. */
export function isValueBlind(node: Expr, parents: readonly Expr[]): boolean {
  const path = [...parents, node];
  return parents.some((parent, i) => {
    const child = path[i + 1];
    if (parent.kind === 'binary') return onlyFilters(parent, child);
    if (parent.kind === 'aggregation') return parent.op === 'count' || parent.op === 'group';
    return parent.kind === 'call' && BLIND.has(parent.func);
  });
}

/** The other side of `and` and `unless`; the threshold of a comparison, and both sides if it returns 0 or 1. */
function onlyFilters(parent: Binary, child: Expr | undefined): boolean {
  if (parent.op === 'and' || parent.op === 'unless') return parent.right === child;
  if (!COMPARISONS.has(parent.op)) return false;
  return parent.bool || (parent.right === child && resultType(parent.left) === 'vector');
}

export const compares = (node: Expr): boolean => node.kind === 'binary' && COMPARISONS.has(node.op);

const BLIND = new Set(['absent', 'absent_over_time', 'present_over_time', 'count_over_time', 'timestamp']);
