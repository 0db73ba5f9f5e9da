import { parser } from '@prometheus-io/lezer-promql';

/** Lezer's tree and node, without a dependency on Lezer's own packages. */
export type SyntaxTree = ReturnType<typeof parser.parse>;
export type SyntaxNode = SyntaxTree['topNode'];

/**
 * Prometheus 2 has holt_winters(), and the grammar is that of Prometheus 3, which renamed it. A function with a name
 * as long as that takes its place, so that every offset stays the same.
 */
const FORMER_FUNCTION = /\bholt_winters\b(?=\s*\()/g;
const AS_LONG = 'day_of_month';

/** Undefined if a text is nested so deeply that the parser, which recurses, has no stack left. */
export function parseTree(text: string): SyntaxTree | undefined {
  try {
    return parser.parse(text.replace(FORMER_FUNCTION, AS_LONG));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const EXPRESSIONS = new Set([
  'NumberDurationLiteral',
  'StringLiteral',
  'ParenExpr',
  'VectorSelector',
  'FunctionCall',
  'AggregateExpr',
  'BinaryExpr',
  'UnaryExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'OffsetExpr',
  'StepInvariantExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);

/** The expressions among a node’s children. */
export function expressions(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (EXPRESSIONS.has(child.name)) found.push(child);
  }
  return found;
}

export function firstExpression(node: SyntaxNode): SyntaxNode | undefined {
  return expressions(node)[0];
}
