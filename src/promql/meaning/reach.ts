import { type Expr, type Visit, walk } from '../syntax/ast.js';

/** How far back a query looks, in seconds: ranges, subqueries and offsets added up along the deepest path. */
export function reachOf(expr: Expr): number {
  const seconds = (node: Expr): number =>
    node.kind === 'selector' || node.kind === 'subquery' ? (node.range ?? 0) + (node.offset ?? 0) : 0;
  const reaches = ({ node, parents }: Visit): number =>
    parents.reduce((sum, parent) => sum + seconds(parent), seconds(node));
  return Math.max(0, ...[...walk(expr)].map(reaches));
}
