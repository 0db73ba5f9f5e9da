import { listed } from '../../../util/text/words.js';
import { same } from '../../meaning/divergence.js';
import { walk } from '../../syntax/ast.js';
import { type Expr, selectors } from '../../syntax/ast.js';
import type { Case } from '../difference.js';

/** Why a result has other labels than the reference's, and what to do about it. */

/** What to do about labels that are too many, as far as the form of both queries shows it. */
export function adviceOnSurplus({ reference, answer }: Case, surplus: readonly string[]): string {
  const { expr } = reference;
  if (expr.kind === 'aggregation' && expr.param === undefined && same(expr.expr, answer.expr)) {
    const { grouping } = expr;
    return grouping
      ? `Your query is right so far: aggregate it, and ${grouping.mode === 'by' ? 'keep only' : 'drop'} ${listed(grouping.labels)}.`
      : 'Your query is right so far: aggregate it into one number.';
  }
  const listing = [...walk(answer.expr)].some(
    ({ node }) =>
      node.kind === 'aggregation' &&
      node.grouping?.mode === 'by' &&
      surplus.every((label) => node.grouping!.labels.includes(label)),
  );
  if (
    surplus.includes('le') &&
    selectors(expr).some(({ matchers }) => matchers.some(({ label }) => label === 'le'))
  ) {
    return 'Select one bucket with le in braces, rather than keeping them all apart.';
  }
  if (listing) return `Remove ${listed(surplus)} from by (…), everywhere in your query.`;
  const counts = (side: Expr): boolean =>
    [...walk(side)].some(
      ({ node }) => node.kind === 'aggregation' && ['count', 'count_values', 'group'].includes(node.op),
    );
  return counts(expr) && !counts(answer.expr)
    ? 'Count the series of each group: count by (…), with only the labels to keep.'
    : 'Aggregate, as in sum by (…), and list only the labels to keep.';
}

/** `max` or `min` around everything, if the reference picks a series; undefined if not. */
export function valueForSeries({ reference, answer }: Case): string | undefined {
  const picks = ({ kind, ...node }: Expr): boolean =>
    kind === 'aggregation' && 'op' in node && /^(?:topk|bottomk)$/.test(node.op);
  const { expr } = answer;
  return picks(reference.expr) && expr.kind === 'aggregation' && /^(?:max|min)$/.test(expr.op)
    ? expr.op
    : undefined;
}

export function handsOver(expr: Expr, label: string): boolean {
  return [...walk(expr)].some(
    ({ node }) => node.kind === 'binary' && node.matching?.group?.include.includes(label) === true,
  );
}
