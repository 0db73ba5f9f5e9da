import { type Expr, type Visit, walk } from '../../../../promql/syntax/ast.js';
import { COMPARISONS } from '../../../../promql/syntax/functions.js';
import { parsePromql } from '../../../../promql/syntax/parse.js';
import type { Mutant } from '../mutant.js';
import { readAffine } from './arithmetic.js';
import { canonical, type Catalogue, normalForm, type Use } from './canonical.js';
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
 * Every query with one mistake in an accepted one.
 * @param accepted all accepted queries: what is equal to one of them by algebra is not wrong
 * @param use `presence` for the expression of an alert, whose values nobody asks for
 * @returns `equivalent`: how many were left out for that reason
 */
export function mutateQuery(
  expr: Expr,
  { catalogue, accepted = [expr], use = {} }: { catalogue: Catalogue; accepted?: readonly Expr[]; use?: Use },
): { mutants: QueryMutant[]; equivalent: number } {
  const right = new Set(accepted.map((one) => canonical(one, catalogue, use)));
  const found = new Map<string, QueryMutant>();
  let equivalent = 0;
  for (const { expr: tree, valueOnly: _, ...edit } of editsOf(expr, catalogue, use)) {
    const answer = print(tree);
    if (found.has(answer)) continue;
    if (right.has(canonical(tree, catalogue, use))) equivalent++;
    else found.set(answer, { answer, ...edit });
  }
  return { mutants: [...found.values()], equivalent };
}

function editsOf(expr: Expr, catalogue: Catalogue, use: Use): Edit[] {
  return CHANGES.flatMap((change) => [
    ...rewrites(expr, (visit): Edit[] =>
      [...change(visit, catalogue)].map((edit) =>
        edit.valueOnly && onlyPresenceCounts(visit, use) ? { ...edit, reason: 'presence-only' } : edit,
      ),
    ),
  ]);
}

/**
 * Queries with two mistakes: some second ones for each query that fails with one. There are too many to grade them
 * all, so a fixed sample is taken.
 * @param passing right queries, and those with one mistake that pass: what is equal to one by algebra is left out
 * @param limit how many to make, about
 */
export function mutateTwice(
  failing: readonly Pick<QueryMutant, 'answer' | 'change'>[],
  { catalogue, passing, limit }: { catalogue: Catalogue; passing: readonly Expr[]; limit: number },
): { mutants: QueryMutant[]; equivalent: number } {
  const right = new Set(passing.map((one) => canonical(one, catalogue)));
  const found = new Map<string, QueryMutant>();
  let equivalent = 0;
  const share = Math.ceil(limit / failing.length);
  for (const [i, first] of failing.entries()) {
    const { expr, complete } = parsePromql(first.answer);
    if (!complete || !isWritable(expr)) continue;
    const edits = editsOf(expr, catalogue, {});
    const count = Math.min(share, edits.length);
    for (let n = 0; n < count; n++) {
      const at = (i * STRIDE + Math.floor((n * edits.length) / count)) % edits.length;
      const { expr: tree, class: kind, change } = edits[at]!;
      const answer = print(tree);
      const form = normalForm(tree, catalogue);
      if (right.has(print(form))) {
        equivalent++;
        continue;
      }
      const { inner, shift } = readAffine(form);
      found.set(answer, {
        answer,
        class: kind,
        change: `${first.change}, and ${change}`,
        ...(shift !== 0 && right.has(print(inner)) && { reason: 'within-tolerance' as const }),
      });
    }
  }
  return { mutants: [...found.values()], equivalent };
}

/** Any prime, so that neighbours get different second mistakes. */
const STRIDE = 31;

/** True inside count() and on the right of `and` and `unless`, unless something compares values on the way there. */
function onlyPresenceCounts({ node, parents }: Visit, { presence = false }: Use): boolean {
  const path = [...parents, node];
  let counts = presence;
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
