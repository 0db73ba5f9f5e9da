import type { Binary, Expr } from '../syntax/ast.js';
import { COMPARISONS } from '../syntax/functions.js';
import { foldConstant } from './selection.js';

/** A comparison of something with a number. */
export interface Compared {
  node: Binary;
  /** As if the threshold stood on the right. */
  op: string;
  value: Expr;
  threshold: number;
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** What is compared with which number; undefined if the node is not such a comparison. */
export function thresholdOf(node: Expr): Compared | undefined {
  if (node.kind !== 'binary' || !COMPARISONS.has(node.op)) return undefined;
  const [left, right] = [foldConstant(node.left), foldConstant(node.right)];
  if (right !== undefined && left === undefined) {
    return { node, op: node.op, value: node.left, threshold: right };
  }
  if (left === undefined || right !== undefined) return undefined;
  return { node, op: MIRRORED[node.op] ?? node.op, value: node.right, threshold: left };
}
