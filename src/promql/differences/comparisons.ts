import { listed } from '../../util/words.js';
import { selectors, walk, type Expr } from '../syntax/ast.js';
import { COMPARISONS } from '../syntax/functions.js';
import { metricNames } from '../meaning/topic.js';
import { same } from '../meaning/divergence.js';
import { thresholdOf, type Compared } from '../meaning/threshold.js';
import type { Case, DifferenceRule } from './difference.js';

/** Rules about comparisons with a number: another operator, another number, one too many or too few. */
export const comparisonRules: readonly DifferenceRule[] = [
  {
    id: 'different-comparison',
    explainsAccident: true,
    appliesToNothing: true,
    supersedes: ['missing-series', 'extra-series', 'gaps', 'empty-result'],
    find: (difference) => {
      const { reference, answer } = difference;
      const [wanted, used] = [comparisons(reference.expr), comparisons(answer.expr)];
      const [theirs, own] = [wanted[0], used[0]];
      if (wanted.length > 1 || used.length > 1) return undefined;
      if (theirs && own) return between(theirs, own);
      // Where nothing is there, it is not the comparison that takes it away.
      if (own && asksForMissing(reference.expr)) return undefined;
      if (own && !compares(reference.expr)) return superfluous(own, difference);
      return theirs && !compares(answer.expr) ? lacking(theirs, difference) : undefined;
    },
  },
];

type Found = ReturnType<DifferenceRule['find']>;

/** What each operator keeps. */
const KEEPS: Readonly<Record<string, string>> = {
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  '==': 'exactly',
  '!=': 'anything but',
};

function between(wanted: Compared, used: Compared): Found {
  if (wanted.node.bool !== used.node.bool) return used.node.bool ? withBool(used) : undefined;
  if (!same(withoutMatchers(wanted.value), withoutMatchers(used.value))) return elsewhere(wanted, used);
  const [asked, own] = [canonical(wanted), canonical(used)];
  if (asked === own) return undefined;
  const message = `Your comparison keeps what is ${keeps(used)}; the step asks for what is ${keeps(wanted)}.`;
  if (wanted.threshold === used.threshold)
    return {
      severity: 'error',
      message,
      why: 'A comparison keeps the series for which it holds, with their values, and drops all others.',
      fix: 'Change the operator.',
    };
  return {
    severity: 'error',
    message,
    why: unitOf(used.threshold / wanted.threshold),
    fix: 'Change the number.',
  };
}

/** What lies between two thresholds, where it is a unit. */
function unitOf(factor: number): string {
  if (near(factor, 100)) return 'A share runs from 0 to 1: 5 % is 0.05.';
  if (near(factor, 1000)) return 'Prometheus keeps durations in seconds: 300 ms is 0.3.';
  return 'A comparison keeps the series for which it holds, with their values, and drops all others.';
}

/** The same condition, on something else. */
function elsewhere(wanted: Compared, used: Compared): Found {
  const [theirs, own] = [metricNames(wanted.value), metricNames(used.value)];
  if (canonical(wanted) !== canonical(used) || own.length === 0 || theirs.length === 0) return undefined;
  if (own.some((metric) => theirs.includes(metric))) return undefined;
  return {
    severity: 'error',
    message: `Your condition ${written(used)} is on ${listed(own)}; the step puts it on ${listed(theirs)}.`,
    why: 'A comparison belongs to the expression right before it, and looks at nothing else.',
    fix: 'Move it behind what it is about; parentheses keep the two together.',
  };
}

function withBool(used: Compared): Found {
  return {
    severity: 'error',
    message: `With bool your comparison ${written(used)} gives 0 or 1 for every series; the step asks for the values for which it holds.`,
    why: 'bool turns a filter into a number: nothing is dropped any more, and the values themselves are gone.',
    fix: 'Drop bool.',
  };
}

function superfluous(used: Compared, { answer, comparison }: Case): Found {
  if (used.node.bool)
    return {
      severity: 'error',
      message: `Your comparison ${written(used)} gives 0 or 1; the step asks for the value itself.`,
      why: 'bool makes 1 of what holds and 0 of what does not, and the values themselves are gone.',
      fix: 'Leave the comparison out.',
    };
  const lacks =
    answer.evaluation.rows.length === 0 ||
    comparison.missing.length > 0 ||
    comparison.pairs.some(({ reference, answer: given }) =>
      reference.cells.some((cell, i) => cell !== undefined && given.cells[i] === undefined),
    );
  if (!lacks || selectors(used.value).length === 0) return undefined;
  return {
    severity: 'error',
    message: `Your comparison ${written(used)} takes series away; the step asks for no comparison.`,
    why: 'A comparison keeps the series for which it holds, with their values, and drops all others.',
    fix: 'Leave it out. In an alert it comes last, around what you have then.',
  };
}

function lacking(wanted: Compared, { comparison }: Case): Found {
  if (wanted.node.bool || !comparison.sameType) return undefined;
  const surplus =
    comparison.extra.length > 0 ||
    comparison.pairs.some(({ reference, answer }) =>
      answer.cells.some((cell, i) => cell !== undefined && reference.cells[i] === undefined),
    );
  if (!surplus) return undefined;
  return {
    severity: 'error',
    message: `Your query compares nothing; the step asks only for what is ${keeps(wanted)}.`,
    why: 'Without a comparison every series stays, whatever its value is.',
    fix: 'Compare behind the expression that the condition is about; what does not hold vanishes.',
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

/** Of whole numbers that count something, what keeps the same. */
function canonical({ op, threshold }: Compared): string {
  const text = `${op} ${threshold}`;
  if (text === '>= 1' || text === '!= 0') return '> 0';
  return text === '< 1' || text === '<= 0' ? '== 0' : text;
}

function keeps({ op, threshold }: Compared): string {
  return `${KEEPS[op] ?? op} ${threshold}`;
}

function written({ op, threshold }: Compared): string {
  return `${op} ${threshold}`;
}

function withoutMatchers(expr: Expr): Expr {
  return JSON.parse(JSON.stringify(expr), (key, value: unknown) => (key === 'matchers' ? [] : value)) as Expr;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.abs(b);
}
