import { type Broken, type Expr, walk } from './ast.js';
import { MAX_LENGTH } from './length.js';
import { readExpression } from './read-expression.js';
import { firstExpression, parseTree } from './tree.js';

export interface Parsed {
  expr: Expr;
  /** False if something was not understood. Prometheus may refuse more than this parser does. */
  complete: boolean;
  /** Where it stopped making sense: the offset of the first thing that was not understood. */
  stoppedAt?: number;
}

/** Parses PromQL. Never throws: what makes no sense becomes a `broken` node. */
export function parsePromql(text: string): Parsed {
  const nothing: Broken = { kind: 'broken', from: 0, to: text.length };
  if (text.length > MAX_LENGTH) return { expr: nothing, complete: false, stoppedAt: MAX_LENGTH };
  const tree = parseTree(text);
  if (!tree) return { expr: nothing, complete: false, stoppedAt: 0 };
  let stoppedAt: number | undefined;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) stoppedAt ??= node.from;
    },
  });
  const root = firstExpression(tree.topNode);
  const read = root ? readExpression(text, root) : nothing;
  const unread = [...walk(read)].find(({ node }) => node.kind === 'broken')?.node.from;
  stoppedAt ??= unread;
  if (stoppedAt === undefined) return { expr: read, complete: true };
  return { expr: read.kind === 'broken' ? read : { ...nothing, partial: read }, complete: false, stoppedAt };
}
