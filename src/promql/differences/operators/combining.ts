import type { Evaluation } from '../../meaning/compare.js';
import { divergence, same } from '../../meaning/divergence.js';
import { metricNames } from '../../meaning/topic.js';
import { walk } from '../../syntax/ast.js';
import { type Binary, type Expr, selectors } from '../../syntax/ast.js';
import { aggregates, operatorOn, rangeCalls, windows } from '../contents.js';
import { both, type DifferenceRule } from '../difference.js';

/** Rules about operators that are meant to select series, and about the two sides of one. */
export const combiningRules: readonly DifferenceRule[] = [
  {
    id: 'subtracts-values',
    appliesToNothing: true,
    supersedes: [
      'extra-series',
      'missing-series',
      'empty-result',
      'raw-counter',
      'different-value',
      'unmatched-vectors',
      'all-zero',
    ],
    find: (difference) => {
      const { reference, answer } = both(difference, (expr) => operatorOn(expr, '-'));
      // A reference that calculates asks for a difference, or for another calculation.
      if (!answer || reference || combines(difference.reference.expr)) return undefined;
      const [left, right] = [metricNames(answer.left), metricNames(answer.right)];
      if (
        (right.length > 0 && left.join() !== right.join()) ||
        otherAggregations(answer) ||
        [answer.left, answer.right].some(shifts) ||
        // Two computations are subtracted for their values, unless series are to be excluded.
        (rangeCalls(answer.left).join() !== rangeCalls(answer.right).join() &&
          !excludes(difference.reference.expr))
      ) {
        return undefined;
      }
      return {
        at: { from: answer.from, to: answer.to },
        severity: 'error',
        message: '- subtracts values; it does not remove series.',
        why: 'Arithmetic pairs series with equal labels, and series without a partner are dropped: the result holds differences, not the series on the left.',
        fix: 'To exclude series, add a matcher with != or !~ to the braces, or write a unless b.',
      };
    },
  },
  {
    id: 'combines-values',
    appliesToNothing: true,
    supersedes: ['extra-series', 'missing-series', 'empty-result', 'raw-counter', 'unmatched-vectors'],
    find: (difference) => {
      const op = ['+', '!=', '=='].find((each) => operatorOn(difference.answer.expr, each));
      const found = op === undefined ? undefined : operatorOn(difference.answer.expr, op);
      if (!found || found.bool || combines(difference.reference.expr)) return undefined;
      const sides = [found.left, found.right];
      // Two totals are added, and two moments are compared, for their values.
      if (sides.some((side) => shifts(side) || (aggregates(side) && !excludes(difference.reference.expr)))) {
        return undefined;
      }
      const [left, right] = sides.map((side) => metricNames(side).join());
      if (
        rangeCalls(found.left).join() !== rangeCalls(found.right).join() &&
        !excludes(difference.reference.expr)
      ) {
        return undefined;
      }
      if (left !== right || ['+', '!=', '=='].some((each) => operatorOn(difference.reference.expr, each))) {
        return undefined;
      }
      const [does, doesNot, fix] =
        op === '+'
          ? [
              'adds values',
              'put two sets of series together',
              'To have the series of both, write a or b, or one matcher that accepts both values: {label=~"x|y"}.',
            ]
          : op === '!='
            ? [
                'compares values',
                'exclude series',
                'To exclude series, add a matcher with != or !~ to the braces, or write a unless b.',
              ]
            : ['compares values', 'select series', 'To select series, write matchers in braces, or a and b.'];
      return {
        at: { from: found.from, to: found.to },
        severity: 'error',
        message: `Between two sets of series, ${op} ${does}; it does not ${doesNot}.`,
        why: 'It pairs series with equal labels, and series without a partner are dropped.',
        fix,
      };
    },
  },
  {
    id: 'swapped-sides',
    appliesToNothing: true,
    supersedes: ['empty-result', 'missing-labels', 'extra-labels', 'missing-series', 'extra-series'],
    find: ({ reference, answer, asker }) => {
      const inner = divergence(reference.expr, answer.expr);
      if (
        inner &&
        // Around everything, the values show it: each is 1 divided by the right one.
        (inner.around || !allFinite(reference.evaluation)) &&
        inner.reference.kind === 'binary' &&
        inner.answer.kind === 'binary' &&
        inner.reference.op === '/' &&
        inner.answer.op === '/' &&
        same(inner.reference.left, inner.answer.right) &&
        same(inner.reference.right, inner.answer.left)
      ) {
        return {
          severity: 'error',
          message: 'The two sides of / are in each other’s place.',
          why: 'A ratio divides the part by the whole.',
          fix: 'Swap the two sides of /.',
        };
      }
      const [wanted, given] = [reference.expr, answer.expr];
      if (wanted.kind !== 'binary' || given.kind !== 'binary' || wanted.op !== given.op) return undefined;
      if (!['and', 'unless'].includes(given.op)) return undefined;
      const swapped = same(wanted.left, given.right) && same(wanted.right, given.left);
      const span = (expr: Expr): string =>
        windows(expr)
          .sort((a, b) => a - b)
          .join();
      const turned =
        span(wanted.left) !== span(wanted.right) &&
        span(wanted.left) === span(given.right) &&
        span(wanted.right) === span(given.left);
      if (!swapped && !turned) return undefined;
      return {
        severity: 'error',
        message: `The two sides of ${given.op} are in each other’s place.`,
        why: `The result has the series, labels and values of the left side; the right side only decides which of them stay. The ${asker} asks for those of your right side.`,
        fix: `Swap the two sides of ${given.op}.`,
      };
    },
  },
];

/** True for two sides that aggregate in different ways: they are not meant as sets of series. */
function otherAggregations({ left, right }: Binary): boolean {
  return left.kind === 'aggregation' && right.kind === 'aggregation' && left.op !== right.op;
}

function shifts(expr: Expr): boolean {
  return selectors(expr).some(({ offset = 0 }) => offset !== 0);
}

function excludes(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.op === 'unless');
}

/** Whether there are values, and each can be told apart from its reciprocal. */
function allFinite({ rows }: Evaluation): boolean {
  return (
    rows.length > 0 &&
    rows.every(({ cells }) =>
      cells.every((cell) => typeof cell !== 'number' || (Number.isFinite(cell) && cell !== 0)),
    )
  );
}

/** True if an expression calculates: with two sides of series, or by subtracting from a number. */
function combines(expr: Expr): boolean {
  return (
    [...'+-*/%^'].some((op) => operatorOn(expr, op)) ||
    [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.op === '-')
  );
}
