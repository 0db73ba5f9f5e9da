import { listed } from '../../util/words.js';
import { selectors, walk, type Binary, type Expr } from '../syntax/ast.js';
import { divergence } from '../meaning/divergence.js';
import { formatDuration } from '../../util/duration.js';
import { foldConstant } from '../meaning/selection.js';
import type { DifferenceRule } from './difference.js';

/** Rules about how a query is put together: what is inside what, and answers that differ from the reference in one place. */
export const structureRules: readonly DifferenceRule[] = [
  {
    id: 'inside-out',
    appliesToNothing: true,
    supersedes: ['different-aggregation', 'different-function', 'constant-difference'],
    find: ({ reference, answer }) => {
      const [wanted, built] = [nestings(reference.expr), nestings(answer.expr)];
      const turned = [...wanted].find(([key, [outer, inner]]) => {
        const reverse = `${inner} ${outer}`;
        return built.has(reverse) && !built.has(key) && !wanted.has(reverse) && !exchangeable(outer, inner);
      });
      if (!turned) return undefined;
      const [, [outer, inner]] = turned;
      return {
        severity: 'error',
        message: `Your query is inside out: it takes ${named(outer)} first, and ${named(inner)} of what that gives. The step asks for the reverse.`,
        why: `PromQL computes from the inside out. ${CHOOSING.has(outer) ? `Inside, ${outer} chooses before anything is put together, and the rest is lost.` : 'Most operations can’t change places: the largest of the sums is not the sum of the largest.'}`,
        fix: `Put ${named(outer)} around ${named(inner)}${inner === '/' ? ': compute the whole division inside its parentheses' : ''}.`,
      };
    },
  },
  {
    id: 'counted-twice',
    appliesToNothing: true,
    supersedes: ['constant-difference', 'constant-factor'],
    find: ({ reference, answer }) => {
      const [wanted, used] = [countedBy(reference.expr), countedBy(answer.expr)];
      if (!wanted || wanted.length === 0 || !counts(answer.expr)) return undefined;
      if (
        used
          ? used.length <= wanted.length || !wanted.every((label) => used.includes(label))
          : groups(answer.expr)
      )
        return undefined;
      return {
        severity: 'error',
        message: `You count series; the step asks how many values ${listed(wanted)} has.`,
        why: 'A value that several series share counts once for each of them.',
        fix: 'Make one series of each value first, and count those: count(count by (…) (…)).',
      };
    },
  },
  {
    id: 'missing-parentheses',
    appliesToNothing: true,
    supersedes: ['constant-factor', 'constant-difference', 'missing-division'],
    find: ({ reference, answer }) => {
      const found = divergence(reference.expr, answer.expr);
      if (!found || found.answer.kind !== 'binary') return undefined;
      if (flat(found.reference).join() !== flat(found.answer).join()) return undefined;
      return {
        severity: 'error',
        message:
          'Your query has the right parts, but parentheses put them together in another way than the step asks for.',
        why: '^ comes first, then * / %, then + and -, then comparisons, then and, unless, or; what is equal goes from left to right. So a - b / c is a - (b / c), and a / b * c is (a / b) * c.',
        fix: 'Put parentheses around what is to be computed as a whole.',
      };
    },
  },
  {
    id: 'different-operator',
    appliesToNothing: true,
    supersedes: ['missing-series', 'extra-series', 'constant-difference'],
    find: ({ reference, answer }) => {
      const found = divergence(reference.expr, answer.expr);
      const [wanted, used] = [found?.reference, found?.answer];
      if (wanted?.kind !== 'binary' || used?.kind !== 'binary' || wanted.op === used.op) return undefined;
      if (!(wanted.op in MEANING) || !(used.op in MEANING)) return undefined;
      if (divergence({ ...wanted, op: used.op }, used)) return undefined;
      return {
        severity: 'error',
        message: `Everything is right but the operator ${used.op}.`,
        why: `${MEANING[used.op]} The step wants something else of the two sides.`,
        fix: 'Ask yourself what the step does with the two: a sum, a difference, a share, a product? Only those that both have, or those that one lacks?',
      };
    },
  },
  {
    id: 'different-step',
    explainsAccident: true,
    appliesToNothing: true,
    find: ({ reference, answer }) => {
      const [wanted, used] = [steps(reference.expr), steps(answer.expr)];
      if (wanted.length === 0 && coarse(answer.expr))
        return {
          severity: 'error',
          message: `Your subquery looks at the value only ${used.map(every).join(' and ')}; the step asks about every sample.`,
          why: 'A subquery evaluates its expression at times of its own, not when the samples were taken, and misses what comes and goes in between.',
          fix: 'Behind a plain selector write the range without a colon, as in [5m].',
        };
      if (wanted.length === 0 || used.length === 0 || wanted.join() === used.join()) return undefined;
      return {
        severity: 'error',
        message: `Your subquery asks ${used.map(every).join(' and ')}; the step wants it ${wanted.map(every).join(' and ')}.`,
        why: 'In [range:step] the first says how far back, the second how often the expression is evaluated on the way.',
        fix: 'Change what stands behind the colon.',
      };
    },
  },
  {
    id: 'different-number',
    explainsAccident: true,
    appliesToNothing: true,
    supersedes: ['constant-factor', 'constant-difference'],
    find: ({ reference, answer }) => {
      const found = divergence(reference.expr, answer.expr);
      const [wanted, used] = [found, found].map((part, i) =>
        part ? foldConstant(i === 0 ? part.reference : part.answer) : undefined,
      );
      const around = found?.around?.answer;
      if (wanted === undefined || used === undefined || !around) return undefined;
      if (around.kind === 'call' && around.func === 'predict_linear')
        return {
          severity: 'error',
          message: `predict_linear() looks ${ahead(used)} in your query; the step asks for ${ahead(wanted)}.`,
          why: 'Its second argument is a number of seconds: an hour has 3600.',
          fix: 'Count the time in seconds; PromQL does the multiplication for you.',
        };
      if (around.kind !== 'binary' || !(around.op in MEANING)) return undefined;
      return {
        severity: 'error',
        message: `Everything is right but one number: ${used}, with the operator ${around.op}.`,
        why: 'Functions, windows and matchers are those of the step; only this number is not.',
        fix: 'Look up in the prompt where this number comes from, and in which unit.',
      };
    },
  },
];

function counts(expr: Expr): boolean {
  return expr.kind === 'aggregation' && expr.op === 'count' && expr.grouping === undefined;
}

/** True where something is aggregated below the outermost aggregation. */
function groups(expr: Expr): boolean {
  return [...walk(expr)].some(({ node, parents }) => node.kind === 'aggregation' && parents.length > 0);
}

/** The labels by which something is grouped before it is counted; undefined where a query counts no groups. */
function countedBy(expr: Expr): readonly string[] | undefined {
  for (const { node } of walk(expr)) {
    if (node.kind !== 'aggregation' || node.op !== 'count') continue;
    const { expr: inner } = node;
    if (inner.kind === 'aggregation' && inner.grouping?.mode === 'by') return inner.grouping.labels;
  }
  return undefined;
}

/** What operators make of their two sides. */
const MEANING: Readonly<Record<string, string>> = {
  '+': '+ adds the two sides up.',
  '-': '- takes the right side from the left.',
  '*': '* multiplies the two sides.',
  '/': '/ divides the left side by the right.',
  '%': '% is what a division leaves over.',
  '^': '^ raises the left side to a power.',
  and: 'and keeps of the left side what has a partner on the right.',
  or: 'or adds to the left side what only the right has.',
  unless: 'unless keeps of the left side what has no partner on the right.',
};

const CHOOSING: ReadonlySet<string> = new Set(['topk', 'bottomk']);

/** `outer inner` → both, for every two operations of which one works on what the other gives. */
function nestings(expr: Expr): Map<string, readonly [string, string]> {
  const found = new Map<string, readonly [string, string]>();
  for (const { node, parents } of walk(expr)) {
    const inner = operation(node);
    for (const outer of inner === undefined ? [] : parents.flatMap((parent) => operation(parent) ?? []))
      found.set(`${outer} ${inner!}`, [outer, inner!]);
  }
  return found;
}

/** What puts series or samples together: an aggregation, a function over a window, a division of series by series. */
function operation(node: Expr): string | undefined {
  if (node.kind === 'aggregation') return node.op;
  if (node.kind === 'call') return node.func.endsWith('_over_time') ? node.func : undefined;
  return node.kind === 'binary' && dividesSeries(node) ? '/' : undefined;
}

function dividesSeries({ op, left, right }: Binary): boolean {
  return op === '/' && [left, right].every((side) => selectors(side).length > 0);
}

/** Sums and averages of sums and averages, and the largest of the largest, are the same either way round. */
function exchangeable(a: string, b: string): boolean {
  const [left, right] = [a, b].map((name) => name.replace(/_over_time$/, ''));
  const linear = ['sum', 'avg'];
  // Sums of ratios have rules of their own.
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

/** A subquery of nothing but a selector, which a range would read whole. */
function coarse(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'subquery' && node.expr.kind === 'selector');
}

/** Of subqueries, in seconds; NaN for the server's own. */
function steps(expr: Expr): number[] {
  const all = [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'subquery' ? (node.step ?? Number.NaN) : [],
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

function every(seconds: number): string {
  return Number.isNaN(seconds) ? 'as often as rules are evaluated' : `every ${formatDuration(seconds)}`;
}

function ahead(seconds: number): string {
  return seconds > 0 && Number.isInteger(seconds)
    ? `${formatDuration(seconds)} ahead`
    : `${seconds} seconds ahead`;
}
