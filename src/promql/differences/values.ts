import { listed } from '../../util/text/words.js';
import { divergence } from '../meaning/divergence.js';
import { foldConstant } from '../meaning/selection.js';
import { metricNames } from '../meaning/topic.js';
import { type Aggregation, type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { SET_OPERATORS } from '../syntax/functions.js';
import { otherMatchers } from './causes/matchers.js';
import { both, type Case, type DifferenceRule, points } from './difference.js';

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
      ...(likelyCause(difference) ?? calculation(difference)),
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
  const left = metricNames(reference.expr).filter((metric) => !metricNames(expr).includes(metric));
  if (left.length > 0 && metricNames(expr).every((metric) => metricNames(reference.expr).includes(metric))) {
    return {
      why: `Your query leaves out ${listed(left)}, which the ${difference.asker} asks about too.`,
      fix: `Check what the ${difference.asker} does with ${listed(left)}.`,
    };
  }
  const added = addedNumber(expr);
  if (added !== undefined && addedNumber(reference.expr) === undefined) {
    return {
      why: `Around everything you have “${added}”, which the ${difference.asker} does not ask for.`,
      fix: `Remove “${added}”.`,
    };
  }
  const numbers = otherNumbers(reference.expr, expr);
  if (numbers !== undefined) {
    return {
      why: `Everything is right except the numbers that you multiply or divide by: together they multiply by ${numbers}.`,
      fix: 'Check each of them, and whether it multiplies or divides: dividing by 0.01 multiplies by 100.',
    };
  }
  const grouping = otherGrouping(difference);
  if (grouping) return grouping;
  const { extra, missing } = otherOperators(reference.expr, expr);
  if (extra.length > 0 && missing.length > 0 && sameSelection(difference)) {
    return {
      why: `Your windows and matchers are right, but you have ${listed(extra)} where the ${difference.asker} needs ${listed(missing)}.`,
      fix: `Check what each number belongs to, and write ${listed(missing)} in place of ${listed(extra)}.`,
    };
  }
  if (extra.length > 0 && sameSelection(difference)) {
    return {
      why: `Your windows and matchers are right, but your query also has ${listed(extra)}; the ${difference.asker} doesn’t.`,
      fix: `Remove ${listed(extra)} with the number or the side that belongs to it, or check your parentheses.`,
    };
  }
  const sum = oneSided(expr);
  if (sum && !oneSided(reference.expr)) {
    return {
      why: `Only one side of the ${sum.op} is multiplied or divided by a number.`,
      fix: 'If the number is for both, put parentheses around the whole sum.',
    };
  }
  return otherMatchers(difference);
}

/** If functions, windows and matchers are all the same: what is left is the arithmetic. */
function calculation(difference: Case): { why: string; fix: string } | undefined {
  if (!sameSelection(difference)) return undefined;
  return {
    why: 'Your functions, windows and matchers are right: the operators, numbers or parentheses around them are not.',
    fix: `Compare your arithmetic with what the ${difference.asker} asks for: operators, numbers and parentheses.`,
  };
}

function sameSelection(difference: Case): boolean {
  const { reference, answer } = both(difference, (expr) =>
    [
      ...[...walk(expr)].flatMap(({ node }) => (node.kind === 'call' ? [node.func] : [])),
      ...[...walk(expr)].flatMap(({ node }) => (node.kind === 'aggregation' ? [node.op] : [])),
      ...selectors(expr).map(({ metric, matchers, range }) =>
        JSON.stringify([
          metric,
          range,
          matchers.map(({ label, op, value }) => `${label}${op}${value}`).sort(),
        ]),
      ),
    ].filter((each, i, all) => all.indexOf(each) === i),
  );
  return reference.toSorted().join() === answer.toSorted().join();
}

/** Operators, apart from comparisons, that one side has more often than the other. */
function otherOperators(reference: Expr, answer: Expr): { extra: string[]; missing: string[] } {
  const operators = (expr: Expr): string[] =>
    [...walk(expr)].flatMap(({ node }) =>
      node.kind === 'binary' &&
      (/^[-+*/%^]$/.test(node.op) || SET_OPERATORS.has(node.op)) &&
      foldConstant(node) === undefined &&
      // Numbers that only scale are compared on their own.
      !(/[*/]/.test(node.op) && [node.left, node.right].some((side) => foldConstant(side) !== undefined))
        ? [node.op]
        : [],
    );
  const [asked, given] = [operators(reference), operators(answer)];
  const times = (all: readonly string[], op: string): number => all.filter((each) => each === op).length;
  const more = (some: readonly string[], others: readonly string[]): string[] =>
    [...new Set(some)].filter((op) => times(some, op) > times(others, op));
  return { extra: more(given, asked), missing: more(asked, given) };
}

/** Aggregations inside the outermost one that group by other labels. */
function otherGrouping(difference: Case): { why: string; fix: string } | undefined {
  const { reference, answer } = both(difference, (expr) =>
    [...walk(expr)].flatMap(({ node, parents }) =>
      node.kind === 'aggregation' && parents.some(({ kind }) => kind === 'aggregation') ? [node] : [],
    ),
  );
  const [asked, given] = [reference[0], answer[0]];
  if (!asked || !given || reference.length !== 1 || answer.length !== 1) return undefined;
  const shown = ({ grouping }: Aggregation): string =>
    grouping === undefined ? 'not at all' : `${grouping.mode} (${grouping.labels.toSorted().join(', ')})`;
  if (shown(asked) === shown(given)) return undefined;
  return {
    why: `Inside, you group ${shown(given)}; the ${difference.asker} needs one series for each value of ${listed(asked.grouping?.labels ?? [])}.`,
    fix: 'Change the labels by which the inner aggregation groups.',
  };
}

/** A sum or difference of which one side is scaled by a number, and the other is not. */
function oneSided(expr: Expr): Binary | undefined {
  const scaled = (side: Expr): boolean => productOf(side).factor !== 1;
  for (const { node } of walk(expr)) {
    if (isSum(node) && foldConstant(node.left) === undefined && scaled(node.left) !== scaled(node.right)) {
      return node;
    }
  }
  return undefined;
}

/** A number that a whole query is calculated with in the end, as it is written. */
function addedNumber(expr: Expr): string | undefined {
  if (expr.kind !== 'binary' || !/^[-+*/]$/.test(expr.op)) return undefined;
  const number = foldConstant(expr.right);
  return number === undefined ? undefined : `${expr.op} ${number}`;
}

/** What the answer multiplies by in total, if only that differs from the reference; undefined if something else does. */
function otherNumbers(reference: Expr, answer: Expr): number | undefined {
  const found = divergence(reference, answer);
  if (!found) return undefined;
  const [wanted, given] = [productOf(found.reference), productOf(found.answer)];
  const parts = ({ over, under }: Product): string =>
    `${over.toSorted().join()} / ${under.toSorted().join()}`;
  if (given.over.length === 0 || parts(wanted) !== parts(given)) return undefined;
  return Math.abs(wanted.factor - given.factor) > 1e-9 * Math.abs(wanted.factor)
    ? Number(given.factor.toPrecision(6))
    : undefined;
}

/** A product taken apart: its numbers multiplied, and what is left above and below the line. */
interface Product {
  factor: number;
  over: readonly string[];
  under: readonly string[];
}

function productOf(expr: Expr): Product {
  const number = foldConstant(expr);
  if (number !== undefined) return { factor: number, over: [], under: [] };
  if (expr.kind !== 'binary' || !['*', '/'].includes(expr.op) || expr.matching) {
    const written = JSON.stringify(expr, (key, value: unknown) =>
      /^(?:from|to)$/.test(key) ? undefined : value,
    );
    return { factor: 1, over: [written], under: [] };
  }
  const [left, right] = [productOf(expr.left), productOf(expr.right)];
  return expr.op === '*'
    ? {
        factor: left.factor * right.factor,
        over: [...left.over, ...right.over],
        under: [...left.under, ...right.under],
      }
    : {
        factor: left.factor / right.factor,
        over: [...left.over, ...right.under],
        under: [...left.under, ...right.over],
      };
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
