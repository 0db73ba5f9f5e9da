import type { Binary, Expr } from '../syntax/ast.js';
import { otherMatchers } from './cause.js';
import { type Case, type DifferenceRule, points } from './difference.js';

/** Below this, a deviation that is not one factor usually comes from the window. */
const MAX_SMALL_DEVIATION = 0.05;

/** What can be said if nothing else explains the difference: how far off the values are. */
export const valuesRule: DifferenceRule = {
  id: 'values-differ',
  find: (difference) => {
    const wrong = difference.comparison.pairs.filter(({ equal }) => !equal);
    if (wrong.length === 0 || !difference.comparison.sameType) return undefined;
    const off = medianDeviation(points(difference));
    return {
      severity: 'error',
      message:
        off === undefined
          ? 'You have the right series, but their values are wrong.'
          : `You have the right series, but their values are off, typically by ${formatPercent(off)}.`,
      why:
        off !== undefined && off < MAX_SMALL_DEVIATION
          ? 'The deviation is small and not a constant factor, so the window is probably different, or how its edges are treated.'
          : 'The labels don’t show why. The function, the window or the selection must be different.',
      fix: `Compare your function, your window and your matchers with what the ${difference.asker} asks for, one by one.`,
      ...likelyCause(difference),
    };
  },
};

/** What the form of the queries shows: missing parentheses, or labels on which the matchers differ. */
function likelyCause(difference: Case): { why: string; fix: string } | undefined {
  const { reference, answer } = difference;
  const { expr } = answer;
  if (dividesSum(reference.expr) && isSum(expr) && divides(expr.right)) {
    return {
      why: `Multiplication and division come first: a ${expr.op} b / c is a ${expr.op} (b / c), not (a ${expr.op} b) / c.`,
      fix: 'Put parentheses around everything that is to be divided.',
    };
  }
  return otherMatchers(difference);
}

function isSum(expr: Expr): expr is Binary {
  return expr.kind === 'binary' && (expr.op === '+' || expr.op === '-');
}

function divides(expr: Expr): boolean {
  return expr.kind === 'binary' && expr.op === '/';
}

function dividesSum(expr: Expr): boolean {
  return expr.kind === 'binary' && expr.op === '/' && isSum(expr.left);
}

/** The median of |answer − reference| / |reference| over the values that differ; undefined if there is none. */
function medianDeviation(all: readonly { reference: number; answer: number }[]): number | undefined {
  const deviations = all
    .map(({ reference, answer }) => Math.abs(answer - reference) / Math.abs(reference))
    .filter((deviation) => Number.isFinite(deviation) && deviation > 0)
    .sort((a, b) => a - b);
  return deviations[Math.floor(deviations.length / 2)];
}

function formatPercent(share: number): string {
  return share < 0.001 ? 'less than 0.1 %' : `${Number((share * 100).toPrecision(2))} %`;
}
