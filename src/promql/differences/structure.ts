import { formatDuration } from '../../util/duration.js';
import { listed } from '../../util/text/words.js';
import { divergence } from '../meaning/divergence.js';
import { foldConstant } from '../meaning/selection.js';
import { metricNames } from '../meaning/topic.js';
import { type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { turnedSubquery } from './contents.js';
import { both, type DifferenceRule } from './difference.js';
import { OPERATOR_MEANING } from './meanings.js';

/**
 * Rules about how a query is put together: what is inside what, and answers that differ from the reference in one
 * place.
 */
export const structureRules: readonly DifferenceRule[] = [
  {
    id: 'inside-out',
    appliesToNothing: true,
    explainsAccident: true,
    supersedes: ['different-aggregation', 'different-function', 'constant-difference'],
    find: (difference) => {
      const { reference, answer } = both(difference, nestings);
      const turned =
        [...reference].find(([key, [outer, inner]]) => {
          const reverse = `${inner} ${outer}`;
          return (
            answer.has(reverse) && !answer.has(key) && !reference.has(reverse) && !exchangeable(outer, inner)
          );
        }) ?? countedTooSoon(reference, answer);
      if (!turned) return undefined;
      const [, [outer, inner]] = turned;
      return {
        severity: 'error',
        message: `Your query is inside out: it computes ${named(outer)} first, then ${named(inner)} of the result. The ${difference.asker} asks for the opposite order.`,
        why: `PromQL computes from the inside out. ${CHOOSING.has(outer) ? `On the inside, ${outer} picks series before anything is aggregated, and the rest is lost.` : 'Most operations can’t be swapped: the largest of the sums is not the sum of the largest.'}`,
        fix: `Put ${named(outer)} around ${named(inner)}${inner === '/' ? ': compute the whole division inside its parentheses' : ''}.`,
      };
    },
  },
  {
    id: 'counted-twice',
    appliesToNothing: true,
    supersedes: ['constant-difference', 'constant-factor'],
    find: (difference) => {
      const { reference, answer } = both(difference, countedBy);
      const { expr } = difference.answer;
      if (!reference || reference.length === 0 || !counts(expr)) return undefined;
      if (
        answer
          ? answer.length <= reference.length || !reference.every((label) => answer.includes(label))
          : groups(expr)
      ) {
        return undefined;
      }
      return {
        severity: 'error',
        message: `You count series; the ${difference.asker} asks how many values ${listed(reference)} has.`,
        why: 'A value that several series share is counted once for each of them.',
        fix: 'Make one series per value first, then count those: count(count by (…) (…)).',
      };
    },
  },
  {
    id: 'missing-parentheses',
    appliesToNothing: true,
    supersedes: ['constant-factor', 'constant-difference', 'missing-division'],
    find: ({ reference, answer, asker }) => {
      if (dividesHalf(reference.expr, answer.expr)) {
        const { op } = answer.expr as Binary;
        return {
          severity: 'error',
          message: `Your division applies only to what follows the ${op}, not to everything before it.`,
          why: `Multiplication and division come first: a ${op} b / c is a ${op} (b / c), not (a ${op} b) / c.`,
          fix: `Put parentheses around both sides of the ${op}, then divide.`,
        };
      }
      const found = divergence(reference.expr, answer.expr);
      if (!found || found.answer.kind !== 'binary') return undefined;
      if (flat(found.reference).join() !== flat(found.answer).join()) return undefined;
      return {
        severity: 'error',
        message: `Your query has the right parts, but its parentheses group them differently from what the ${asker} asks for.`,
        why: '^ comes first, then * / %, then + and -, then comparisons, then and and unless, then or; equal precedence goes from left to right. So a - b / c is a - (b / c), and a / b * c is (a / b) * c.',
        fix: 'Put parentheses around what is to be computed first.',
      };
    },
  },
  {
    id: 'different-step',
    appliesToNothing: true,
    explainsAccident: true,
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, steps);
      if (reference.length === 0 && coarse(difference.answer.expr)) {
        return {
          severity: 'error',
          message: `Your subquery looks at the value only ${answer.map(every).join(' and ')}; the ${asker} asks about every sample.`,
          why: 'A subquery evaluates its expression at its own times, not when the samples were taken, and misses what happens in between.',
          fix: selectors(difference.reference.expr).some(({ offset }) => offset === answer[0])
            ? `To look ${formatDuration(answer[0]!)} back, write the range without a colon, and offset ${formatDuration(answer[0]!)} after it.`
            : 'After a plain selector, write the range without a colon, as in [5m].',
        };
      }
      const turned = turnedSubquery(difference);
      if (turned) {
        return {
          severity: 'error',
          message: 'Your subquery has its range and its step in each other’s place.',
          why: 'In [range:step], the range is how far back the subquery looks, and the step is how often it evaluates its expression.',
          fix: `Write [${turned}].`,
        };
      }
      if (reference.length === 0 || answer.length === 0 || reference.join() === answer.join()) {
        return undefined;
      }
      return {
        severity: 'error',
        message: `Your subquery evaluates ${answer.map(every).join(' and ')}; the ${asker} asks for ${reference.map(every).join(' and ')}.`,
        why: 'In [range:step], the range is how far back the subquery looks, and the step is how often it evaluates its expression.',
        fix: 'Change the step after the colon.',
      };
    },
  },
  {
    id: 'different-number',
    appliesToNothing: true,
    explainsAccident: true,
    supersedes: [
      'constant-factor',
      'constant-difference',
      'factor-60',
      'factor-100',
      'factor-1000',
      'factor-3600',
    ],
    find: (difference) => {
      const { asker } = difference;
      const found = divergence(difference.reference.expr, difference.answer.expr);
      const around = found?.around?.answer;
      if (!found || !around) return undefined;
      const [reference, answer] = [foldConstant(found.reference), foldConstant(found.answer)];
      if (reference === undefined || answer === undefined) return undefined;
      if (around.kind === 'call' && around.func === 'predict_linear') {
        return {
          severity: 'error',
          message: `predict_linear() looks ${ahead(answer)} in your query; the ${asker} asks for ${ahead(reference)}.`,
          why: 'Its second argument is a number of seconds: an hour has 3600.',
          fix: 'Convert the time to seconds; PromQL does the multiplication for you.',
        };
      }
      if (around.kind !== 'binary' || !(around.op in OPERATOR_MEANING)) return undefined;
      return {
        severity: 'error',
        message: `Everything is right except one number: ${answer}, next to the operator ${around.op}.`,
        why: `The functions, windows and matchers are what the ${asker} asks for; only this number is not.`,
        fix: `Check where the ${asker} gets this number from, and in which unit.`,
      };
    },
  },
];

/** `a + b / c` for a share: a and b are alike, and only b is divided. */
function dividesHalf(reference: Expr, answer: Expr): boolean {
  if (reference.kind !== 'binary' || !dividesSeries(reference)) return false;
  if (answer.kind !== 'binary' || !/^[-+]$/.test(answer.op)) return false;
  const { left, right } = answer;
  if (right.kind !== 'binary' || !dividesSeries(right) || foldConstant(left) !== undefined) return false;
  const names = (expr: Expr): string => [...new Set(metricNames(expr))].sort().join();
  return names(left) !== '' && names(left) === names(right.left) && !divisionIn(left);
}

function divisionIn(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.op === '/');
}

function counts(expr: Expr): boolean {
  return expr.kind === 'aggregation' && expr.op === 'count' && expr.grouping === undefined;
}

/** True if something is aggregated inside the outermost aggregation. */
function groups(expr: Expr): boolean {
  return [...walk(expr)].some(({ node, parents }) => node.kind === 'aggregation' && parents.length > 0);
}

/** The labels by which series are grouped before they are counted; undefined if a query counts no groups. */
function countedBy(expr: Expr): readonly string[] | undefined {
  for (const { node } of walk(expr)) {
    if (node.kind !== 'aggregation' || node.op !== 'count') continue;
    const { expr: inner } = node;
    if (inner.kind === 'aggregation' && inner.grouping?.mode === 'by') return inner.grouping.labels;
  }
  return undefined;
}

const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk']);

/** `outer inner` → both, for every two operations of which one works on the result of the other. */
function nestings(expr: Expr): Map<string, readonly [string, string]> {
  const found = new Map<string, readonly [string, string]>();
  for (const { node, parents } of walk(expr)) {
    const inner = operation(node);
    for (const outer of inner === undefined ? [] : parents.flatMap((parent) => operation(parent) ?? [])) {
      found.set(`${outer} ${inner!}`, [outer, inner!]);
    }
  }
  return found;
}

/** Counting before the window, by whichever function over the window: that counts what each moment has. */
function countedTooSoon(
  reference: ReturnType<typeof nestings>,
  answer: ReturnType<typeof nestings>,
): [string, readonly [string, string]] | undefined {
  const overTime = (name: string): boolean => name.endsWith('_over_time');
  const asked = [...reference.values()].some(([outer, inner]) => outer === 'count' && overTime(inner));
  const early = [...answer.values()].find(([outer, inner]) => overTime(outer) && inner === 'count');
  const also = [...answer.values()].some(([outer, inner]) => outer === 'count' && overTime(inner));
  return asked && early && !also ? ['', ['count', early[0]]] : undefined;
}

/** An operation that combines series or samples: an aggregation, a function over a window, a division of series. */
function operation(node: Expr): string | undefined {
  if (node.kind === 'aggregation') return node.op;
  if (node.kind === 'call') return node.func.endsWith('_over_time') ? node.func : undefined;
  return node.kind === 'binary' && dividesSeries(node) ? '/' : undefined;
}

function dividesSeries({ op, left, right }: Binary): boolean {
  return op === '/' && [left, right].every((side) => selectors(side).length > 0);
}

/** Sums and averages of each other, and the largest of the largest, are the same in either order. */
function exchangeable(a: string, b: string): boolean {
  const [left, right] = [a, b].map((name) => name.replace(/_over_time$/, ''));
  const linear = ['sum', 'avg'];
  // Sums of ratios have their own rules.
  const adds = (name: string): boolean => linear.includes(name) || name === '/';
  return left === right || (adds(left!) && adds(right!));
}

function named(name: string): string {
  if (name === '/') return 'the division';
  return name.endsWith('_over_time') ? `${name}()` : name;
}

/** The operands and operators of a chain as they are written, without the parentheses that group them. */
function flat(expr: Expr): string[] {
  if (expr.kind === 'binary' && foldConstant(expr) === undefined) {
    const { op, bool, matching } = expr;
    return [...flat(expr.left), JSON.stringify({ op, bool, matching }), ...flat(expr.right)];
  }
  return [text(expr)];
}

function text(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value));
}

/** True for a subquery of a plain selector, all of whose samples a range would read. */
function coarse(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'subquery' && node.expr.kind === 'selector');
}

/** The steps of subqueries, in seconds; NaN for the server's default. */
function steps(expr: Expr): number[] {
  const all = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'subquery' ? (node.step ?? Number.NaN) : [],
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

function every(seconds: number): string {
  return Number.isNaN(seconds) ? 'at the server’s evaluation interval' : `every ${formatDuration(seconds)}`;
}

function ahead(seconds: number): string {
  return seconds > 0 && Number.isInteger(seconds)
    ? `${formatDuration(seconds)} ahead`
    : `${seconds} seconds ahead`;
}
