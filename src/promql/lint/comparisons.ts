import { type Compared, thresholdOf } from '../meaning/threshold.js';
import type { Expr } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import type { LintRule } from './rule.js';

/** Rules about comparisons that don't do what they seem to. */
export const comparisonRules: readonly LintRule[] = [
  {
    id: 'absent-as-zero',
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const compared = thresholdOf(node);
        const name = compared && nameOf(compared.value);
        if (!compared || name === undefined || !(name in NEVER_ZERO) || !asksForZero(compared)) return [];
        return [
          {
            at: { from: compared.node.from, to: compared.node.to },
            severity: 'error',
            message: `${NEVER_ZERO[name]}, so this is never true.`,
            why: 'If there are no series, PromQL returns an empty result, not a 0 that could be compared.',
            fix:
              name === 'absent'
                ? 'Use absent(…) alone: it returns 1 if the series are missing.'
                : 'Use absent(…) to find missing series, or add “or vector(0)” before you compare.',
          },
        ];
      }),
  },
  {
    id: 'always-true',
    supersedes: ['empty-result', 'different-comparison'],
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const compared = thresholdOf(node);
        if (!compared || compared.node.bool || !isNeverNegative(compared.value)) return [];
        const { op, threshold } = compared;
        const always = (op === '>=' && threshold <= 0) || (op === '>' && threshold < 0);
        const never =
          (op === '<' && threshold <= 0) || (op === '<=' && threshold < 0) || (op === '==' && threshold < 0);
        if (!always && !never) return [];
        return [
          {
            at: { from: compared.node.from, to: compared.node.to },
            severity: 'warning',
            message: `${op} ${threshold} is ${always ? 'true for every series' : 'never true'}: ${nameOf(compared.value)} is never negative.`,
            why: 'A comparison keeps the series for which it is true. If it is always true it filters nothing; if it is never true the result is empty.',
            fix: always
              ? 'For values above zero write > 0, or remove the comparison.'
              : 'For values that are zero write == 0.',
          },
        ];
      }),
  },
  {
    id: 'nan-comparison',
    supersedes: ['empty-result', 'different-comparison'],
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const compared = thresholdOf(node);
        if (!compared || !Number.isNaN(compared.threshold)) return [];
        return [
          {
            at: { from: compared.node.from, to: compared.node.to },
            severity: 'error',
            message: `${compared.op} NaN ${compared.op === '!=' ? 'is true for every series' : 'is never true'}: NaN equals nothing, not even NaN.`,
            why: 'A missing series is not NaN either: it has no value that could be compared.',
            fix: 'For missing series use absent(…); x != x keeps the series whose value is NaN.',
          },
        ];
      }),
  },
  {
    id: 'float-equality',
    supersedes: ['empty-result', 'different-comparison'],
    check: ({ nodes }) =>
      nodes.flatMap(({ node }) => {
        const compared = thresholdOf(node);
        if (!compared || !['==', '!='].includes(compared.op) || Number.isInteger(compared.threshold)) {
          return [];
        }
        if (!Number.isFinite(compared.threshold) || !isComputed(compared.value)) return [];
        return [
          {
            at: { from: compared.node.from, to: compared.node.to },
            severity: 'warning',
            message: `You test a computed value for ${compared.op} ${compared.threshold}.`,
            why: 'Rates and quotients are floating-point numbers with many digits: they almost never equal the number you write.',
            fix: 'Use > or <, or round(…, 0.01) first.',
          },
        ];
      }),
  },
];

const NEVER_ZERO: Readonly<Record<string, string>> = {
  absent: 'absent() is 1 or nothing, never 0',
  absent_over_time: 'absent_over_time() is 1 or nothing, never 0',
  count: 'count is never 0: without series it returns nothing',
  group: 'group is 1 or nothing, never 0',
};

function nameOf(expr: Expr): string | undefined {
  return expr.kind === 'call' ? expr.func : expr.kind === 'aggregation' ? expr.op : undefined;
}

function asksForZero({ op, threshold }: Compared): boolean {
  return (
    (op === '==' && threshold === 0) ||
    (op === '<' && threshold <= 1 && threshold > 0) ||
    (op === '<=' && threshold === 0)
  );
}

/** True for counts and for growth. */
function isNeverNegative(expr: Expr): boolean {
  if (expr.kind === 'call') return COUNTER_FUNCTIONS.has(expr.func) || COUNTS.has(expr.func);
  if (expr.kind !== 'aggregation') return false;
  return (
    expr.op === 'count' || (['sum', 'avg', 'max', 'min'].includes(expr.op) && isNeverNegative(expr.expr))
  );
}

const COUNTS = new Set(['changes', 'resets', 'count_over_time']);

function isComputed(expr: Expr): boolean {
  switch (expr.kind) {
    case 'call':
      return expr.func !== 'round' && expr.args.length > 0;
    case 'aggregation':
      return expr.op === 'avg' || isComputed(expr.expr);
    case 'binary':
      return expr.op === '/' || isComputed(expr.left) || isComputed(expr.right);
    default:
      return false;
  }
}
