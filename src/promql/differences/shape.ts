import { listed } from '../../util/words.js';
import { selectors, walk, type Binary, type Expr } from '../syntax/ast.js';
import { formatDuration } from '../../util/duration.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { quantilesOf } from '../lint/histograms.js';
import { metricNames } from '../meaning/topic.js';
import type { Case, DifferenceRule } from './difference.js';

/** Rules that hold the answer's form against the reference's: what was built differently, where the results differ. */
export const shapeRules: readonly DifferenceRule[] = [
  {
    id: 'ratio-per-series',
    find: ({ reference, answer }) => {
      const [wanted, built] = [division(reference.expr), division(answer.expr)];
      if (!wanted || !built || !aggregates(wanted.left) || !aggregates(wanted.right)) return undefined;
      if (aggregates(built.left) || aggregates(built.right)) return undefined;
      return {
        severity: 'error',
        message: 'You divide series by series, before anything is added up.',
        why: 'An operator pairs series with equal labels. So each one is divided by itself, which gives 1, and the rest find no partner and vanish.',
        fix: 'Add up each side first, sum(…) / sum(…), and divide the totals.',
      };
    },
  },
  {
    id: 'missing-division',
    appliesToNothing: true,
    find: ({ reference, answer }) => {
      const wanted = divisionIn(reference.expr);
      if (!wanted || divisionIn(answer.expr)) return undefined;
      if (calls(answer.expr).has('histogram_quantile') && !calls(reference.expr).has('histogram_quantile'))
        return {
          severity: 'error',
          message:
            'histogram_quantile() answers the reverse: it gives the time that a share of the requests stays below.',
          why: 'Here the time is given, and the share is asked for. The bucket with that edge has counted those requests already.',
          fix: 'Divide the rate of the bucket {le="…"} by the rate of all requests.',
        };
      if (readsPart(wanted.left, '_sum') && readsPart(wanted.right, '_count'))
        return {
          severity: 'error',
          message: 'You don’t divide; the step asks for an average over all observations.',
          why: 'Such an average is a division: what all of them took together, by how many there were. avg() averages over series instead.',
          fix: 'Divide the sum of the rates of the _sum series by the sum of the rates of the _count series.',
        };
      return {
        severity: 'error',
        message: 'You have a number of something; the step asks for its share of a whole.',
        why: 'A share is a division: the part above the line, the whole below.',
        fix: 'Divide by the same expression without the narrowing matcher.',
      };
    },
  },
  {
    id: 'missing-bool',
    supersedes: ['missing-series', 'gaps'],
    find: ({ reference, answer }) =>
      yieldsBool(reference.expr) && !yieldsBool(answer.expr) && filters(answer.expr)
        ? {
            severity: 'error',
            message:
              'Your comparison takes series away; the step asks for 1 where it holds and 0 where it does not.',
            why: 'Between series, > and its like are filters: what holds stays with its value, the rest vanishes.',
            fix: 'Write bool behind the operator, as in > bool 5.',
          }
        : undefined,
  },
  {
    id: 'average-for-quantile',
    supersedes: ['different-aggregation'],
    find: ({ reference, answer }) =>
      calls(reference.expr).has('histogram_quantile') && !calls(answer.expr).has('histogram_quantile')
        ? {
            severity: 'error',
            message: 'The step asks for a quantile of a histogram, and your query does not compute one.',
            why: aggregationOps(answer.expr).includes('quantile')
              ? 'quantile() looks at the values of the series, not at the requests that their buckets count.'
              : 'An average hides the slow requests among the many fast ones. A quantile says what a given share of requests stays below.',
            fix: 'Use histogram_quantile(φ, …) on the rate of the _bucket series.',
          }
        : undefined,
  },
  {
    id: 'different-metric',
    find: ({ reference, answer }) => {
      const wanted = metricNames(reference.expr);
      const other = metricNames(answer.expr).filter((metric) => !wanted.includes(metric));
      if (other.length === 0 || wanted.length === 0) return undefined;
      return {
        severity: 'warning',
        message: `You query ${listed(other)}, which is not what the step is about.`,
        why: `Metrics with similar names count different things. The step is about ${listed(wanted)}.`,
        fix: 'Read the prompt again for the metric it names.',
      };
    },
  },
  {
    id: 'different-quantile',
    explainsAccident: true,
    find: (difference) => {
      const [wanted, asked] = both(difference, quantilesOf);
      if (wanted.length === 0 || asked.length === 0 || sameSet(wanted, asked)) return undefined;
      // No quantile at all, which has a diagnosis of its own.
      if (asked.some((phi) => !(phi >= 0 && phi <= 1))) return undefined;
      return {
        severity: 'error',
        message: `You ask for the quantile ${listed(asked.map(String))}; the step wants another.`,
        why: '0.5 is the median, 0.95 the 95th percentile, 0.99 the 99th: the number is the share of requests below the result.',
        fix: 'Change the first argument of histogram_quantile().',
      };
    },
  },
  {
    id: 'missing-window',
    find: (difference) => {
      const { answer, reference } = difference;
      const [longest] = windows(reference.expr).sort((a, b) => b - a);
      // Who reads a counter's bare value is told of rate().
      const wanted = rangeCalls(reference.expr).some((func) => !COUNTER_FUNCTIONS.has(func));
      if (longest === undefined || !wanted || windows(answer.expr).length > 0) return undefined;
      const across = aggregationOps(answer.expr).find((op) => calls(reference.expr).has(`${op}_over_time`));
      return {
        severity: 'error',
        message: `You look at one moment only; the step asks about the last ${formatDuration(longest)}.`,
        why:
          across === undefined
            ? 'Without a range a selector gives its newest sample, and nothing of what was before.'
            : `${across} goes across the series, at one moment. ${across}_over_time() goes back over the past of each series.`,
        fix: `Put the range behind the selector, [${formatDuration(longest)}], and a function around it that makes one value of it.`,
      };
    },
  },
  {
    id: 'different-window',
    describesForm: true,
    explainsAccident: true,
    appliesToNothing: true,
    find: (difference) => {
      const [wanted, used] = both(difference, windows);
      // Who leaves the inner function out has no window to change.
      if (wanted.length === 0 || sameSet(wanted, used) || !readsRange(difference.answer.expr))
        return undefined;
      return {
        severity: 'error',
        message: `Your window is ${listed(used.map((seconds) => `[${formatDuration(seconds)}]`))}; the step asks about ${listed(wanted.map(formatDuration))}.`,
        why: 'A longer window averages over more of the past: it is smoother, and reacts later. A shorter one jumps.',
        fix: `Use the window that the step names: [${formatDuration(wanted.find((seconds) => !used.includes(seconds)) ?? wanted[0]!)}].`,
      };
    },
  },
  {
    id: 'different-function',
    describesForm: true,
    explainsAccident: true,
    find: (difference) => {
      const [wanted, used] = both(difference, rangeCalls);
      const wrong = used.filter((func) => !wanted.includes(func));
      if (wanted.length === 0 || wrong.length === 0) return undefined;
      const [func = ''] = wrong;
      return {
        severity: 'error',
        message: `You use ${listed(wrong.map((name) => `${name}()`))}, which asks something else.`,
        why:
          FUNCTION_MEANING[func] ??
          `${func}() treats the samples of the window in another way than the step asks for.`,
        fix: 'Ask yourself what the step wants of the window: growth per second, growth in all, or something else.',
      };
    },
  },
  {
    id: 'different-aggregation',
    describesForm: true,
    explainsAccident: true,
    find: (difference) => {
      const [wanted, used] = both(difference, aggregationOps);
      const wrong = used.filter((op) => !wanted.includes(op));
      if (wanted.length === 0 || wrong.length === 0) return undefined;
      const [op = ''] = wrong;
      return {
        severity: 'error',
        message: `You aggregate with ${listed(wrong)}, which combines the series of a group differently.`,
        why: AGGREGATION_MEANING[op] ?? `${op} does something else with each group.`,
        fix: 'Ask yourself what should become of the series of a group: added up, averaged, counted?',
      };
    },
  },
];

const FUNCTION_MEANING: Readonly<Record<string, string>> = {
  rate: 'rate() is the growth per second, averaged over the window.',
  irate:
    'irate() looks at the last two samples of the window only: it jumps with every scrape. rate() averages over the whole window.',
  increase: 'increase() is the growth over the whole window, not per second.',
  delta: 'delta() is for gauges: last value minus first.',
  idelta: 'idelta() is the difference of the last two samples only.',
  deriv: 'deriv() fits a line through a gauge’s samples.',
  avg_over_time: 'avg_over_time() is the mean of the values themselves, not of how fast they grow.',
  sum_over_time:
    'sum_over_time() adds up the value of every scrape; of a counter that counts everything again and again.',
  count_over_time: 'count_over_time() counts scrapes, not what was scraped.',
  last_over_time: 'last_over_time() is the newest value in the window.',
  max_over_time: 'max_over_time() is the largest value in the window.',
  changes: 'changes() counts how often the value changed between scrapes, not by how much.',
  resets: 'resets() counts how often a counter restarted.',
};

const AGGREGATION_MEANING: Readonly<Record<string, string>> = {
  sum: 'sum adds up the series of a group.',
  avg: 'avg divides a group’s sum by the number of its series, idle ones included.',
  count: 'count says how many series a group has, whatever their values.',
  max: 'max keeps only the largest series of a group.',
  min: 'min keeps only the smallest series of a group.',
  group: 'group is always 1.',
  topk: 'topk picks the largest series and adds nothing up.',
  bottomk: 'bottomk picks the smallest series and adds nothing up.',
  count_values:
    'count_values makes a label of the values themselves, and counts the series that have the same one.',
  quantile: 'quantile looks at how the values of the series are spread, one value a series.',
};

function both<T>({ reference, answer }: Case, of: (expr: Expr) => T[]): [T[], T[]] {
  return [[...new Set(of(reference.expr))], [...new Set(of(answer.expr))]];
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

/** True where an expression reads nothing but series whose names end so. */
function readsPart(expr: Expr, suffix: string): boolean {
  return selectors(expr).every(({ metric }) => metric?.endsWith(suffix) ?? false);
}

function yieldsBool(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'binary' && node.bool);
}

function filters(expr: Expr): boolean {
  return expr.kind === 'binary' && /^(?:[<>]=?|[=!]=)$/.test(expr.op);
}

/** The outermost division of series by series, wherever it stands. */
function divisionIn(expr: Expr): Binary | undefined {
  for (const { node } of walk(expr)) {
    const found = division(node);
    if (found) return found;
  }
  return undefined;
}

function aggregates(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'aggregation');
}

function calls(expr: Expr): Set<string> {
  return new Set([...walk(expr)].flatMap(({ node }) => (node.kind === 'call' ? [node.func] : [])));
}

function rangeCalls(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' &&
    node.args.some((arg) => arg.kind === 'subquery' || (arg.kind === 'selector' && arg.range !== undefined))
      ? [node.func]
      : [],
  );
}

function aggregationOps(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) => (node.kind === 'aggregation' ? [node.op] : []));
}

function readsRange(expr: Expr): boolean {
  return selectors(expr).some(({ range }) => range !== undefined);
}

/** Of selectors and of subqueries. */
function windows(expr: Expr): number[] {
  return [...walk(expr)].flatMap(({ node }) =>
    (node.kind === 'selector' || node.kind === 'subquery') &&
    node.range !== undefined &&
    !Number.isNaN(node.range)
      ? [node.range]
      : [],
  );
}
