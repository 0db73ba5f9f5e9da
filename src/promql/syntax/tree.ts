import { parser } from '@prometheus-io/lezer-promql';

/** Lezer's tree and node, without a dependency on Lezer's own packages. */
export type SyntaxTree = ReturnType<typeof parser.parse>;
export type SyntaxNode = SyntaxTree['topNode'];

/** Undefined where a text is nested so deeply that the parser, which recurses, has no stack left. */
export function parseTree(text: string): SyntaxTree | undefined {
  try {
    return parser.parse(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
