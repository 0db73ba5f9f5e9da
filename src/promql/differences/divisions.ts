import { foldConstant } from '../meaning/selection.js';
import { metricNames } from '../meaning/topic.js';
import { type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { aggregates, calls, rangeCalls } from './contents.js';
import { both, type DifferenceRule } from './difference.js';

/** Rules about shares and averages: what is divided by what, and at which level. */
export const divisionRules: readonly DifferenceRule[] = [
  {
    id: 'ratio-per-series',
    find: (difference) => {
      const { reference, answer } = both(difference, division);
      if (!reference || !answer || !aggregates(reference.left) || !aggregates(reference.right)) {
        return undefined;
      }
      if (aggregates(answer.left) || aggregates(answer.right)) return undefined;
      const [left, right] = [metricNames(answer.left), metricNames(answer.right)];
      const itself = left.join() === right.join();
      return {
        severity: 'error',
        message: 'You divide series by series, before you sum them.',
        why: itself
          ? 'An operator pairs series with equal labels. So each series is divided by itself, which is 1, and series without a partner are dropped.'
          : `An operator pairs series with equal labels, so you get one quotient for each pair, and not one over all. ${rangeCalls(answer).length === 0 ? 'And without rate(), each is an average since the process started.' : 'A pair with few events counts as much as one with many.'}`,
        fix: 'Sum each side first, sum(…) / sum(…), and divide the totals.',
      };
    },
  },
  {
    id: 'missing-division',
    appliesToNothing: true,
    find: ({ reference, answer, asker }) => {
      const inReference = divisionIn(reference.expr);
      if (!inReference || divisionIn(answer.expr)) return undefined;
      const shifted = [inReference.left, inReference.right].map((side) =>
        selectors(side).some(({ offset = 0 }) => offset !== 0),
      );
      if (shifted[0] !== shifted[1]) {
        return {
          severity: 'error',
          message: `You don’t divide; the ${asker} asks for the ratio of two moments.`,
          why: 'A ratio of now to an earlier time has the present on one side of / and the same expression with offset on the other.',
          fix: 'Divide the value of now by the one with offset.',
        };
      }
      if (calls(answer.expr).has('histogram_fraction')) {
        return {
          severity: 'error',
          message: 'histogram_fraction() reads native histograms, and this one is a classic histogram.',
          why: 'A classic histogram has a series for each bound: the bucket {le="…"} counts what was at most that large.',
          fix: 'Divide the rate of the bucket {le="…"} by the rate of the _count series.',
        };
      }
      const number = numberDividing(answer.expr);
      if (number?.outer) {
        return {
          severity: 'error',
          message: `You divide by ${number.text} only, and multiply by what follows.`,
          why: 'Multiplication and division go from left to right: a / b * c is (a / b) * c.',
          fix: 'Put parentheses around everything that you divide by: a / (b * c).',
        };
      }
      if (readsPart(inReference.left, '_sum') && readsPart(inReference.right, '_count')) {
        return {
          severity: 'error',
          message: calls(answer.expr).has('histogram_quantile')
            ? `A quantile is not a mean: the ${asker} asks for an average over all observations.`
            : number
              ? `You divide by ${number.text}; the ${asker} asks for an average over all observations.`
              : `You don’t divide; the ${asker} asks for an average over all observations.`,
          why: 'That average is a division: the sum of all observations divided by their number. avg() averages over series instead.',
          fix: 'Divide the sum of the rates of the _sum series by the sum of the rates of the _count series.',
        };
      }
      if (calls(answer.expr).has('histogram_quantile') && !calls(reference.expr).has('histogram_quantile')) {
        return {
          severity: 'error',
          message:
            'histogram_quantile() answers the opposite question: which duration a given share of the requests stays below.',
          why: `The ${asker} gives the duration and asks for the share. The bucket with that bound has already counted those requests.`,
          fix: 'Divide the rate of the bucket {le="…"} by the rate of all requests.',
        };
      }
      return {
        severity: 'error',
        message: `Your query counts something; the ${asker} asks for its share of the whole.`,
        why: 'A share is the part divided by the whole.',
        fix: selectors(answer.expr).some(({ matchers }) => matchers.some(({ label }) => label === 'le'))
          ? 'Divide by the rate of the _count series, which counts all requests.'
          : selectors(answer.expr).some(({ matchers }) => matchers.length > 0)
            ? 'Divide by the same expression without the matcher that narrows it.'
            : 'Select the part with a matcher, and divide it by the whole, which has no such matcher.',
      };
    },
  },
];

/** A division by a number, and whether its result is multiplied by series. */
function numberDividing(expr: Expr): { text: string; outer: boolean } | undefined {
  for (const { node, parents } of walk(expr)) {
    if (node.kind !== 'binary' || node.op !== '/') continue;
    const number = foldConstant(node.right);
    if (number === undefined) continue;
    const around = parents.at(-1);
    const outer =
      around?.kind === 'binary' &&
      around.op === '*' &&
      around.left === node &&
      selectors(around.right).length > 0;
    return { text: String(number), outer };
  }
  return undefined;
}

/** True if an expression reads only series whose names end in the suffix. */
function readsPart(expr: Expr, suffix: string): boolean {
  return selectors(expr).every(({ metric }) => metric?.endsWith(suffix) ?? false);
}

/** The outermost division of series by series, at any depth. */
function divisionIn(expr: Expr): Binary | undefined {
  for (const { node } of walk(expr)) {
    const found = division(node);
    if (found) return found;
  }
  return undefined;
}

function division(expr: Expr): Binary | undefined {
  return expr.kind === 'binary' &&
    expr.op === '/' &&
    selectors(expr.left).length > 0 &&
    selectors(expr.right).length > 0
    ? expr
    : undefined;
}
