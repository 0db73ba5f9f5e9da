import { formatDuration } from '../../util/duration.js';
import { type Expr, type Subquery, walk } from '../syntax/ast.js';
import { both, type Sides } from './difference.js';

/** All subqueries of an expression, outermost first. */
export function subqueries(expr: Expr): Subquery[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'subquery' ? [node] : []));
}

/** The range and step that are meant, if a subquery has the reference’s in each other’s place. */
export function turnedSubquery(difference: Sides): string | undefined {
  const { reference, answer } = both(difference, subqueries);
  const [asked, given] = [reference[0], answer[0]];
  if (asked?.step === undefined || given?.step !== asked.range || given.range !== asked.step) {
    return undefined;
  }
  return `${formatDuration(asked.range)}:${formatDuration(asked.step)}`;
}
