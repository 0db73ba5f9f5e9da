import { formatDuration } from '../../util/duration.js';
import { listed } from '../../util/text/words.js';
import { quantilesOf } from '../lint/histograms.js';
import { metricNames } from '../meaning/topic.js';
import { walk } from '../syntax/ast.js';
import { type Expr, selectors } from '../syntax/ast.js';
import { COMPARISONS, COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { otherWindowIn, unranged } from './causes/windows.js';
import {
  aggregationOps,
  calls,
  rangeCalls,
  readsRange,
  subqueries,
  turnedSubquery,
  windows,
} from './contents.js';
import { both, type DifferenceRule, distinct, sameSet } from './difference.js';
import { AGGREGATION_MEANING, FUNCTION_MEANING, wanted, wantedGroups } from './meanings.js';

/**
 * Rules that compare the form of the answer with the reference's: what was built differently, if the results differ.
 */
export const shapeRules: readonly DifferenceRule[] = [
  {
    id: 'missing-bool',
    supersedes: ['missing-series', 'gaps'],
    find: ({ reference, answer, asker }) =>
      yieldsBool(reference.expr) && !yieldsBool(answer.expr) && filters(answer.expr)
        ? {
            severity: 'error',
            message: `Your comparison removes series; the ${asker} asks for 1 where it is true and 0 where it is false.`,
            why: 'Between series, comparisons such as > are filters: series for which they are true keep their value, all others are dropped.',
            fix: 'Write bool after the operator, as in > bool 5.',
          }
        : undefined,
  },
  {
    id: 'average-for-quantile',
    appliesToNothing: true,
    supersedes: ['different-aggregation', 'different-comparison'],
    find: ({ reference, answer, asker }) =>
      calls(reference.expr).has('histogram_quantile') && !calls(answer.expr).has('histogram_quantile')
        ? {
            severity: 'error',
            message: `The ${asker} asks for a quantile of a histogram, and your query does not compute one.`,
            why: aggregationOps(answer.expr).includes('quantile')
              ? 'quantile() looks at the values of the series, not at the requests that their buckets count.'
              : 'An average hides the slow requests among the many fast ones. A quantile is the value that a given share of the requests stays below.',
            fix: 'Use histogram_quantile(φ, …) on the rate of the _bucket series.',
          }
        : undefined,
  },
  {
    id: 'different-metric',
    explainsAccident: true,
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, metricNames);
      const others = answer.filter((metric) => !reference.includes(metric));
      if (others.length === 0 || reference.length === 0) return undefined;
      return {
        severity: 'warning',
        message: `You query ${listed(others)}, which is not what the ${asker} is about.`,
        why: `Metrics with similar names count different things. The ${asker} is about ${listed(reference)}.`,
        fix: `Check which metric the ${asker} names.`,
      };
    },
  },
  {
    id: 'different-quantile',
    explainsAccident: true,
    find: (difference) => {
      const { reference, answer } = both(difference, (expr) => distinct(quantilesOf(expr)));
      if (reference.length === 0 || answer.length === 0 || sameSet(reference, answer)) return undefined;
      // A number that is not a valid quantile has its own diagnosis.
      if (answer.some((phi) => !(phi >= 0 && phi <= 1))) return undefined;
      return {
        severity: 'error',
        message: `You ask for the quantile ${listed(answer.map(String))}; the ${difference.asker} asks for a different one.`,
        why: '0.5 is the median, 0.95 the 95th percentile, 0.99 the 99th: the number is the share of requests below the result.',
        fix: 'Change the first argument of histogram_quantile().',
      };
    },
  },
  {
    id: 'missing-window',
    find: ({ reference, answer, asker }) => {
      const [longest] = windows(reference.expr).sort((a, b) => b - a);
      // A counter that is read without rate() has its own diagnosis.
      const readsPast = rangeCalls(reference.expr).some((func) => !COUNTER_FUNCTIONS.has(func));
      const bare = unranged(reference.expr, answer.expr);
      if (longest === undefined || !readsPast || (windows(answer.expr).length > 0 && bare === undefined)) {
        return undefined;
      }
      const across = aggregationOps(answer.expr).find((op) => calls(reference.expr).has(`${op}_over_time`));
      return {
        severity: 'error',
        message: `You look at a single moment${windows(answer.expr).length > 0 ? ` of ${bare}` : ''}; the ${asker} asks about the last ${formatDuration(longest)}.`,
        why:
          across === undefined
            ? 'Without a range, a selector returns only its newest sample.'
            : `${across} aggregates across series at one moment. ${across}_over_time() aggregates the past of each series.`,
        fix: `Put the range [${formatDuration(longest)}] after the selector, and a function around it that turns it into one value.`,
      };
    },
  },
  {
    id: 'missing-subquery',
    appliesToNothing: true,
    supersedes: [
      'different-window',
      'missing-window',
      'missing-series',
      'extra-series',
      'different-aggregation',
      'different-function',
    ],
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, subqueries);
      const [asked] = reference;
      // A subquery of a plain selector is a window.
      if (!asked || answer.length > 0 || Number.isNaN(asked.range)) return undefined;
      const own = windows(asked.expr);
      if (own.length === 0 || windows(difference.answer.expr).some((seconds) => !own.includes(seconds))) {
        return undefined;
      }
      const range = `[${formatDuration(asked.range)}:${asked.step === undefined ? '' : formatDuration(asked.step)}]`;
      return {
        severity: 'error',
        message: `Your query computes one moment; the ${asker} asks about all moments of the last ${formatDuration(asked.range)}.`,
        why: 'A subquery computes an expression again and again over a range of time, and a function such as max_over_time() turns the values into one.',
        fix: `Put the expression in parentheses, with ${range} after them, and a function that ends in _over_time around both.`,
      };
    },
  },
  {
    id: 'different-window',
    describesForm: true,
    explainsAccident: true,
    appliesToNothing: true,
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, (expr) => distinct(windows(expr)));
      if (reference.length === 0 && answer.length > 0) {
        const [func = ''] = rangeCalls(difference.answer.expr);
        return {
          severity: 'error',
          message: `You look at ${listed(answer.map((seconds) => `[${formatDuration(seconds)}]`))}; the ${asker} asks about the present.`,
          why: 'Without a range, a selector returns its newest sample, which is the present.',
          fix: `Remove the range${func === '' ? '' : ` and ${func}()`}.`,
        };
      }
      // An answer that leaves out the inner function has no window to change.
      if (
        reference.length === 0 ||
        sameSet(reference, answer) ||
        turnedSubquery(difference) ||
        !readsRange(difference.answer.expr) ||
        // Of its window irate() only reads the last two samples.
        distinct(rangeCalls(difference.reference.expr)).join() === 'irate'
      ) {
        return undefined;
      }
      const within = otherWindowIn(difference);
      if (within) return within;
      const missing = reference.find((seconds) => !answer.includes(seconds)) ?? reference[0]!;
      return {
        severity: 'error',
        message: `Your window is ${listed(answer.map((seconds) => `[${formatDuration(seconds)}]`))}; the ${asker} asks about ${listed(reference.map(formatDuration))}.`,
        why: 'A longer window averages over more of the past: the result is smoother and reacts later. A shorter window is noisier.',
        fix: `Use the window that the ${asker} gives: [${formatDuration(missing)}].`,
      };
    },
  },
  {
    id: 'different-function',
    describesForm: true,
    explainsAccident: true,
    find: (difference) => {
      const { asker } = difference;
      const { reference, answer } = both(difference, (expr) => distinct(rangeCalls(expr)));
      const blind = onlyCounted(difference.answer.expr);
      const wrong = answer.filter((func) => !reference.includes(func) && !blind.has(func));
      if (reference.length === 0 || wrong.length === 0) return undefined;
      const [func = ''] = wrong;
      return {
        severity: 'error',
        message: `You use ${listed(wrong.map((name) => `${name}()`))}, which ${wrong.length === 1 ? 'computes' : 'compute'} something else.`,
        why:
          FUNCTION_MEANING[func] ??
          `${func}() does something with the samples of the window that the ${asker} does not ask for.`,
        fix: wanted(missingFrom(answer, reference), asker),
      };
    },
  },
  {
    id: 'different-aggregation',
    describesForm: true,
    explainsAccident: true,
    find: (difference) => {
      const { reference, answer } = both(difference, (expr) => distinct(aggregationOps(expr)));
      const wrong = answer.filter((op) => !reference.includes(op));
      if (reference.length === 0 || wrong.length === 0) return undefined;
      const [op = ''] = wrong;
      const { asker } = difference;
      if (aggregatesQuantiles(difference.answer.expr) && !aggregatesQuantiles(difference.reference.expr)) {
        return {
          severity: 'error',
          message: `You combine finished quantiles with ${op}.`,
          why: 'A quantile of a part says nothing about the quantile of the whole: quantiles can’t be summed, averaged or compared for that.',
          fix: 'Sum the buckets inside histogram_quantile(): sum by (label, le) (rate(…)), with the labels to keep.',
        };
      }
      if (aggregatesRatios(difference.answer.expr) && !aggregatesRatios(difference.reference.expr)) {
        return {
          severity: 'error',
          message: `You combine finished ratios with ${op}.`,
          why: 'A series with ten requests then weighs as much as one with a million. The ratio of a group is the ratio of its sums.',
          fix: 'Sum both sides of the division first, by the labels to keep, then divide.',
        };
      }
      const missing = reference.filter((each) => !answer.includes(each));
      return {
        severity: 'error',
        message: `You aggregate with ${listed(wrong)}, which combines the series of a group differently.`,
        why: AGGREGATION_MEANING[op] ?? `${op} does something else with each group.`,
        fix: wantedGroups(missing.length > 0 ? missing : reference, asker),
      };
    },
  },
];

/** Functions over time whose results are only counted: which of them it is makes no difference. */
function onlyCounted(expr: Expr): ReadonlySet<string> {
  return new Set(
    [...walk(expr)].flatMap(({ node, parents }) => {
      const around = parents.at(-1);
      return node.kind === 'call' &&
        node.func.endsWith('_over_time') &&
        !node.func.startsWith('absent') &&
        around?.kind === 'aggregation' &&
        around.op === 'count'
        ? [node.func]
        : [];
    }),
  );
}

/** True if quantiles of histograms are aggregated, other than by choosing the largest or smallest series. */
function aggregatesQuantiles(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      node.kind === 'aggregation' &&
      !['topk', 'bottomk', 'count'].includes(node.op) &&
      calls(node.expr).has('histogram_quantile'),
  );
}

/** True if the ratios of single series are aggregated, other than by choosing the largest or smallest series. */
function aggregatesRatios(expr: Expr): boolean {
  return [...walk(expr)].some(
    ({ node }) =>
      node.kind === 'aggregation' &&
      !['topk', 'bottomk', 'count'].includes(node.op) &&
      node.expr.kind === 'binary' &&
      node.expr.op === '/' &&
      [node.expr.left, node.expr.right].every((side) => selectors(side).length > 0),
  );
}

/** What only the reference has; if there is nothing, all of it. */
function missingFrom<T>(answer: readonly T[], reference: readonly T[]): readonly T[] {
  const missing = reference.filter((item) => !answer.includes(item));
  return missing.length > 0 ? missing : reference;
}

function yieldsBool(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.bool);
}

function filters(expr: Expr): boolean {
  return expr.kind === 'binary' && COMPARISONS.has(expr.op);
}
