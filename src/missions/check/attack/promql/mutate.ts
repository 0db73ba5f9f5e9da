import { type Expr, type Visit, walk } from '../../../../promql/syntax/ast.js';
import { COMPARISONS } from '../../../../promql/syntax/functions.js';
import type { Mutant } from '../mutant.js';
import { canonical, type Catalogue } from './canonical.js';
import type { Change, Edit } from './change.js';
import { rewrites } from './edit.js';
import { print } from './print.js';
import { SELECTION_CHANGES } from './selection.js';
import { STRUCTURE_CHANGES } from './structure.js';
import { VALUE_CHANGES } from './values.js';

/** A query with one mistake. Its text is the answer. */
export type QueryMutant = Omit<Mutant, 'name'>;

const CHANGES: readonly Change[] = [...VALUE_CHANGES, ...SELECTION_CHANGES, ...STRUCTURE_CHANGES];

/**
 * Every query that comes of one mistake in an accepted one.
 * @param accepted all accepted queries: what is equal to one of them by algebra is not wrong
 * @returns `equivalent`: how many were left out for that
 */
export function mutateQuery(
  expr: Expr,
  { catalogue, accepted = [expr] }: { catalogue: Catalogue; accepted?: readonly Expr[] },
): { mutants: QueryMutant[]; equivalent: number } {
  const right = new Set(accepted.map((one) => canonical(one, catalogue)));
  const found = new Map<string, QueryMutant>();
  let equivalent = 0;
  const edits = CHANGES.flatMap((change) => [
    ...rewrites(expr, (visit): Edit[] =>
      [...change(visit, catalogue)].map((edit) =>
        edit.valueOnly && onlyPresenceCounts(visit) ? { ...edit, reason: 'presence-only' } : edit,
      ),
    ),
  ]);
  for (const { expr: tree, valueOnly: _, ...edit } of edits) {
    const answer = print(tree);
    if (found.has(answer)) continue;
    if (right.has(canonical(tree, catalogue))) equivalent++;
    else found.set(answer, { answer, ...edit });
  }
  return { mutants: [...found.values()], equivalent };
}

/** True inside count() and on the right of `and` and `unless`, unless something compares values on the way there. */
function onlyPresenceCounts({ node, parents }: Visit): boolean {
  const path = [...parents, node];
  let counts = false;
  for (const [i, parent] of parents.entries()) {
    const child = path[i + 1];
    if (parent.kind === 'aggregation' && ['count', 'group'].includes(parent.op)) {
      counts = true;
    } else if (parent.kind === 'call' && /^(?:absent|present)/.test(parent.func)) {
      counts = true;
    } else if (parent.kind === 'binary' && ['and', 'unless'].includes(parent.op) && parent.right === child) {
      counts = true;
    } else if (
      (parent.kind === 'binary' && COMPARISONS.has(parent.op)) ||
      (parent.kind === 'aggregation' && parent.param)
    ) {
      counts = false;
    }
  }
  return counts;
}

/** Whether a query was read well enough to be written again. */
export function isWritable(expr: Expr): boolean {
  return [...walk(expr)].every(
    ({ node }) =>
      node.kind !== 'broken' &&
      !((node.kind === 'selector' || node.kind === 'subquery') && Number.isNaN(node.range)),
  );
}
