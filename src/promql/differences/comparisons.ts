import { listed } from '../../util/text/words.js';
import type { Asker } from '../diagnosis.js';
import { same } from '../meaning/divergence.js';
import { type Compared, thresholdOf } from '../meaning/threshold.js';
import { metricNames } from '../meaning/topic.js';
import { type Expr, selectors, walk } from '../syntax/ast.js';
import { COMPARISONS } from '../syntax/functions.js';
import { both, type Case, type DifferenceRule } from './difference.js';

/** Rules about comparisons with a number: another operator, another number, an extra or a missing comparison. */
export const comparisonRules: readonly DifferenceRule[] = [
  {
    id: 'different-comparison',
    appliesToNothing: true,
    explainsAccident: true,
    supersedes: ['missing-series', 'extra-series', 'gaps', 'empty-result'],
    find: (difference) => {
      const { reference, answer, asker } = difference;
      const found = both(difference, comparisons);
      if (found.reference.length > 1 || found.answer.length > 1) {
        if (found.reference.length !== found.answer.length) return undefined;
        const differing = found.answer.map((one, i) => between(found.reference[i]!, one, asker));
        return differing.find((each) => each !== undefined);
      }
      const [inReference, inAnswer] = [found.reference[0], found.answer[0]];
      if (inReference && inAnswer) {
        return between(inReference, inAnswer, asker) ?? tooLate(difference, inReference, inAnswer);
      }
      // If the reference asks for what is missing, it is not the comparison that takes series away.
      if (inAnswer && asksForMissing(reference.expr)) return undefined;
      if (inAnswer && !compares(reference.expr)) return superfluous(inAnswer, difference);
      return inReference && !compares(answer.expr) ? lacking(inReference, difference) : undefined;
    },
  },
];

type Found = ReturnType<DifferenceRule['find']>;

const FILTERS =
  'A comparison keeps the series for which it is true, with their values, and drops all others.';

/** What each operator keeps. */
const KEEPS: Readonly<Record<string, string>> = {
  '>': 'above',
  '>=': 'of at least',
  '<': 'below',
  '<=': 'of at most',
  '==': 'of exactly',
  '!=': 'other than',
};

function between(reference: Compared, answer: Compared, asker: Asker): Found {
  if (reference.node.bool !== answer.node.bool) return answer.node.bool ? withBool(answer, asker) : undefined;
  if (!same(withoutMatchers(reference.value), withoutMatchers(answer.value))) {
    return elsewhere(reference, answer, asker);
  }
  if (canonical(reference) === canonical(answer)) return undefined;
  const message = `Your comparison keeps values ${keeps(answer)}; the ${asker} asks for values ${keeps(reference)}.`;
  if (reference.threshold === answer.threshold) {
    return { severity: 'error', message, why: FILTERS, fix: 'Change the operator.' };
  }
  const factor = answer.threshold / reference.threshold;
  const unit = answer.op === reference.op ? unitOf(factor) : undefined;
  if (!unit) return { severity: 'error', message, why: FILTERS, fix: 'Change the number.' };
  return {
    severity: 'error',
    message: `Your limit ${rounded(answer.threshold)} is ${rounded(Math.max(factor, 1 / factor))} times too ${factor > 1 ? 'large' : 'small'}.`,
    why: unit,
    fix: `Convert the number to the unit of what it is compared with.`,
  };
}

/** The same comparison around everything, where the reference compares first and calculates with the result. */
function tooLate({ reference, answer, asker }: Case, inReference: Compared, inAnswer: Compared): Found {
  if (answer.expr !== inAnswer.node || reference.expr === inReference.node) return undefined;
  if (canonical(inReference) !== canonical(inAnswer)) return undefined;
  // Without what the reference calculates with the result, there is nothing to move it into.
  const last = inAnswer.node.left === inAnswer.value ? inAnswer.value : inAnswer.node.right;
  if (outermost(last) !== outermost(reference.expr)) return undefined;
  return {
    severity: 'error',
    message: `Your comparison ${written(inAnswer)} comes last, after everything else; the ${asker} compares first.`,
    why: 'A comparison applies to the expression right before it: here to the final result.',
    fix: 'Move it inside the parentheses, right after the expression that the condition is about.',
  };
}

/** The function, aggregation or operator that is evaluated last. */
function outermost(expr: Expr): string {
  switch (expr.kind) {
    case 'call':
      return expr.func;
    case 'aggregation':
    case 'binary':
      return expr.op;
    default:
      return expr.kind;
  }
}

/** Which units two thresholds were mixed up in; undefined if the factor between them is not one of units. */
function unitOf(factor: number): string | undefined {
  const size = factor > 1 ? factor : 1 / factor;
  if (near(size, 100)) return 'A ratio runs from 0 to 1: 5 % is 0.05.';
  if (near(size, 60)) return 'rate() is per second: a rate per minute is 60 times that.';
  return near(size, 1000) ? 'Prometheus keeps durations in seconds: 300 ms is 0.3.' : undefined;
}

/** Without the digits that floating-point arithmetic adds. */
function rounded(number: number): number {
  return Number(number.toPrecision(6));
}

/** The same condition, on another metric. */
function elsewhere(reference: Compared, answer: Compared, asker: Asker): Found {
  const [inReference, inAnswer] = [metricNames(reference.value), metricNames(answer.value)];
  if (canonical(reference) !== canonical(answer) || inAnswer.length === 0 || inReference.length === 0) {
    return undefined;
  }
  if (inAnswer.some((metric) => inReference.includes(metric))) return undefined;
  return {
    severity: 'error',
    message: `Your condition ${written(answer)} is on ${listed(inAnswer)}; the ${asker} puts it on ${listed(inReference)}.`,
    why: 'A comparison applies to the expression right before it, and to nothing else.',
    fix: 'Move it right after the expression it is about; parentheses keep the two together.',
  };
}

function withBool(answer: Compared, asker: Asker): Found {
  return {
    severity: 'error',
    message: `With bool, your comparison ${written(answer)} returns 0 or 1 for every series; the ${asker} asks for the values for which it is true.`,
    why: 'bool turns a filter into a number: no series is dropped, and the values themselves are lost.',
    fix: 'Remove bool.',
  };
}

function superfluous(compared: Compared, { answer, comparison, asker }: Case): Found {
  if (compared.node.bool) {
    return {
      severity: 'error',
      message: `Your comparison ${written(compared)} returns 0 or 1; the ${asker} asks for the value itself.`,
      why: 'bool returns 1 where the comparison is true and 0 where it is false, and the values themselves are lost.',
      fix: 'Remove the comparison.',
    };
  }
  const lacks =
    answer.evaluation.rows.length === 0 ||
    comparison.missing.length > 0 ||
    comparison.pairs.some((pair) =>
      pair.reference.cells.some((cell, i) => cell !== undefined && pair.answer.cells[i] === undefined),
    );
  if (!lacks || selectors(compared.value).length === 0) return undefined;
  return {
    severity: 'error',
    message: `Your comparison ${written(compared)} removes series; the ${asker} asks for no comparison.`,
    why: FILTERS,
    fix: 'Remove it. In an alert it comes last, around the whole expression.',
  };
}

function lacking(compared: Compared, { comparison, asker }: Case): Found {
  if (compared.node.bool || !comparison.sameType) return undefined;
  const surplus =
    comparison.extra.length > 0 ||
    comparison.pairs.some(({ reference, answer }) =>
      answer.cells.some((cell, i) => cell !== undefined && reference.cells[i] === undefined),
    );
  if (!surplus) return undefined;
  return {
    severity: 'error',
    message: `Your query has no comparison; the ${asker} asks only for values ${keeps(compared)}.`,
    why: 'Without a comparison every series stays, whatever its value.',
    fix: 'Add the comparison right after the expression that the condition is about.',
  };
}

function comparisons(expr: Expr): Compared[] {
  return [...walk(expr)].flatMap(({ node }) => thresholdOf(node) ?? []);
}

function compares(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      node.kind === 'binary' && (COMPARISONS.has(node.op) || node.op === 'and' || node.op === 'unless'),
  );
}

function asksForMissing(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'call' && node.func.startsWith('absent'));
}

/** One text for comparisons that keep the same of whole, non-negative numbers, such as `>= 1` and `> 0`. */
function canonical(compared: Compared): string {
  const text = written(compared);
  if (text === '>= 1' || text === '!= 0') return '> 0';
  return text === '< 1' || text === '<= 0' ? '== 0' : text;
}

function keeps({ op, threshold }: Compared): string {
  return `${KEEPS[op] ?? op} ${rounded(threshold)}`;
}

function written({ op, threshold }: Compared): string {
  return `${op} ${rounded(threshold)}`;
}

function withoutMatchers(expr: Expr): Expr {
  return JSON.parse(JSON.stringify(expr), (key, value: unknown) => (key === 'matchers' ? [] : value)) as Expr;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.abs(b);
}
