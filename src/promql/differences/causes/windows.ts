import { formatDuration } from '../../../util/duration.js';
import { listed } from '../../../util/text/words.js';
import type { Finding } from '../../diagnosis.js';
import { type Expr, selectors, walk } from '../../syntax/ast.js';
import { subqueries } from '../contents.js';
import { both, type Case, distinct, sameSet } from '../difference.js';

/** A window that differs only inside a subquery, or only in the subquery itself: the other one is right. */
export function otherWindowIn(difference: Case): Finding | undefined {
  const { asker } = difference;
  const ranges = both(difference, (expr) => distinct(selectors(expr).flatMap(({ range }) => range ?? [])));
  const backs = both(difference, (expr) => distinct(subqueries(expr).map(({ range }) => range)));
  if (backs.reference.length === 0 || backs.answer.length === 0) return undefined;
  const shown = (all: readonly number[]): string =>
    listed(all.map((seconds) => `[${formatDuration(seconds)}]`));
  const why =
    'The range of the subquery is how far back it looks; the range inside it is the window of each single value.';
  if (sameSet(backs.reference, backs.answer) && ranges.answer.length > 0 && ranges.reference.length === 1) {
    return {
      severity: 'error',
      message: `Inside your subquery the window is ${shown(ranges.answer)}; the ${asker} asks for ${shown(ranges.reference)} there.`,
      why,
      fix: 'Change the range after the selector, and leave that of the subquery.',
    };
  }
  if (sameSet(ranges.reference, ranges.answer)) {
    return {
      severity: 'error',
      message: `Your subquery looks back over ${listed(backs.answer.map(formatDuration))}; the ${asker} asks for ${listed(backs.reference.map(formatDuration))}.`,
      why,
      fix: 'Change the range before the colon.',
    };
  }
  return undefined;
}

/** A metric of which the reference reads a range, by a function for gauges, and the answer only the newest sample. */
export function unranged(reference: Expr, answer: Expr): string | undefined {
  const ranged = [...walk(reference)].flatMap(({ node }) =>
    node.kind === 'call' && node.func.endsWith('_over_time')
      ? node.args.flatMap((arg) => (arg.kind === 'selector' && arg.range !== undefined ? [arg.metric] : []))
      : [],
  );
  const inAnswer = selectors(answer).filter(({ metric }) => metric !== undefined && ranged.includes(metric));
  return inAnswer.length > 0 && inAnswer.every(({ range }) => range === undefined) && !hasSubquery(answer)
    ? inAnswer[0]!.metric
    : undefined;
}

function hasSubquery(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'subquery');
}
