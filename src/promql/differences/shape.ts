import { formatDuration } from '../../util/duration.js';
import { listed } from '../../util/words.js';
import { quantilesOf } from '../lint/histograms.js';
import { metricNames } from '../meaning/topic.js';
import { type Binary, type Expr, selectors, walk } from '../syntax/ast.js';
import { COMPARISONS, COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { aggregates, aggregationOps, calls, rangeCalls, readsRange, windows } from './contents.js';
import { both, type DifferenceRule } from './difference.js';

/**
 * Rules that compare the form of the answer with the reference's: what was built differently, if the results differ.
 */
export const shapeRules: readonly DifferenceRule[] = [
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
      if (calls(answer.expr).has('histogram_quantile') && !calls(reference.expr).has('histogram_quantile')) {
        return {
          severity: 'error',
          message:
            'histogram_quantile() answers the opposite question: which duration a given share of the requests stays below.',
          why: `The ${asker} gives the duration and asks for the share. The bucket with that bound has already counted those requests.`,
          fix: 'Divide the rate of the bucket {le="…"} by the rate of all requests.',
        };
      }
      if (readsPart(inReference.left, '_sum') && readsPart(inReference.right, '_count')) {
        return {
          severity: 'error',
          message: `You don’t divide; the ${asker} asks for an average over all observations.`,
          why: 'That average is a division: the sum of all observations divided by their number. avg() averages over series instead.',
          fix: 'Divide the sum of the rates of the _sum series by the sum of the rates of the _count series.',
        };
      }
      return {
        severity: 'error',
        message: `Your query counts something; the ${asker} asks for its share of the whole.`,
        why: 'A share is the part divided by the whole.',
        fix: 'Divide by the same expression without the matcher that narrows it.',
      };
    },
  },
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
    supersedes: ['different-aggregation'],
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
      if (longest === undefined || !readsPast || windows(answer.expr).length > 0) return undefined;
      const across = aggregationOps(answer.expr).find((op) => calls(reference.expr).has(`${op}_over_time`));
      return {
        severity: 'error',
        message: `You look at a single moment; the ${asker} asks about the last ${formatDuration(longest)}.`,
        why:
          across === undefined
            ? 'Without a range, a selector returns only its newest sample.'
            : `${across} aggregates across series at one moment. ${across}_over_time() aggregates the past of each series.`,
        fix: `Put the range [${formatDuration(longest)}] after the selector, and a function around it that turns it into one value.`,
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
      // An answer that leaves out the inner function has no window to change.
      if (reference.length === 0 || sameSet(reference, answer) || !readsRange(difference.answer.expr)) {
        return undefined;
      }
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
      const wrong = answer.filter((func) => !reference.includes(func));
      if (reference.length === 0 || wrong.length === 0) return undefined;
      const [func = ''] = wrong;
      return {
        severity: 'error',
        message: `You use ${listed(wrong.map((name) => `${name}()`))}, which computes something else.`,
        why:
          FUNCTION_MEANING[func] ??
          `${func}() does something with the samples of the window that the ${asker} does not ask for.`,
        fix: `Decide what the ${asker} asks for: growth per second, total growth, or something else.`,
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
      return {
        severity: 'error',
        message: `You aggregate with ${listed(wrong)}, which combines the series of a group differently.`,
        why: AGGREGATION_MEANING[op] ?? `${op} does something else with each group.`,
        fix: 'Decide what should happen to the series of a group: should they be summed, averaged or counted?',
      };
    },
  },
];

const FUNCTION_MEANING: Readonly<Record<string, string>> = {
  rate: 'rate() is the growth per second, averaged over the window.',
  irate:
    'irate() only uses the last two samples of the window, so it jumps with every scrape. rate() averages over the whole window.',
  increase: 'increase() is the growth over the whole window, not per second.',
  delta: 'delta() is for gauges: the last value minus the first.',
  idelta: 'idelta() is the difference between the last two samples.',
  deriv: 'deriv() fits a line through a gauge’s samples.',
  avg_over_time: 'avg_over_time() is the mean of the values themselves, not of how fast they grow.',
  sum_over_time:
    'sum_over_time() adds up the values of all scrapes; for a counter, that counts the same events again with every scrape.',
  count_over_time: 'count_over_time() counts samples, whatever their values.',
  last_over_time: 'last_over_time() is the newest value in the window.',
  max_over_time: 'max_over_time() is the largest value in the window.',
  changes: 'changes() counts how often the value changed between scrapes, not by how much.',
  resets: 'resets() counts how often a counter restarted.',
};

const AGGREGATION_MEANING: Readonly<Record<string, string>> = {
  sum: 'sum adds up the series of a group.',
  avg: 'avg divides a group’s sum by the number of its series, idle ones included.',
  count: 'count is the number of series in a group, whatever their values.',
  max: 'max keeps only the largest series of a group.',
  min: 'min keeps only the smallest series of a group.',
  group: 'group is always 1.',
  topk: 'topk picks the largest series and sums nothing.',
  bottomk: 'bottomk picks the smallest series and sums nothing.',
  count_values: 'count_values turns the values into a label, and counts the series that have the same value.',
  quantile: 'quantile looks at the distribution of the series’ current values, one value per series.',
};

function distinct<T>(all: readonly T[]): T[] {
  return [...new Set(all)];
}

function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

function division(expr: Expr): Binary | undefined {
  return expr.kind === 'binary' &&
    expr.op === '/' &&
    selectors(expr.left).length > 0 &&
    selectors(expr.right).length > 0
    ? expr
    : undefined;
}

/** True if an expression reads only series whose names end in the suffix. */
function readsPart(expr: Expr, suffix: string): boolean {
  return selectors(expr).every(({ metric }) => metric?.endsWith(suffix) ?? false);
}

function yieldsBool(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.bool);
}

function filters(expr: Expr): boolean {
  return expr.kind === 'binary' && COMPARISONS.has(expr.op);
}

/** The outermost division of series by series, at any depth. */
function divisionIn(expr: Expr): Binary | undefined {
  for (const { node } of walk(expr)) {
    const found = division(node);
    if (found) return found;
  }
  return undefined;
}
