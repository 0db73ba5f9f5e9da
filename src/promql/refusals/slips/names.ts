import { nearest } from '../../../util/nearest.js';
import { AGGREGATIONS, FUNCTIONS, isFunctionName } from '../../syntax/functions.js';
import { KEYWORDS, put, SELECTOR, type Slip, type SlipPart } from './slip.js';
import { putRanged } from './sql.js';

/** Names of functions elsewhere, and what PromQL calls them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  mean: 'avg',
  average: 'avg',
  maximum: 'max',
  minimum: 'min',
  total: 'sum',
  add: 'sum',
  size: 'count',
  len: 'count',
  length: 'count',
  number: 'count',
  stdev: 'stddev',
  std: 'stddev',
  variance: 'stdvar',
  var: 'stdvar',
  median: 'quantile',
  percentile: 'quantile',
  top: 'topk',
  bottom: 'bottomk',
  per_second: 'rate',
  persecond: 'rate',
  derivative: 'deriv',
  diff: 'delta',
  difference: 'delta',
  growth: 'increase',
  latest: 'last_over_time',
  last: 'last_over_time',
  first: 'first_over_time',
  moving_average: 'avg_over_time',
  histogram_percentile: 'histogram_quantile',
  ceiling: 'ceil',
  truncate: 'floor',
  log: 'ln',
  power: '^',
  now: 'time',
  mean_over_time: 'avg_over_time',
  median_over_time: 'quantile_over_time',
  p50: 'histogram_quantile',
  p90: 'histogram_quantile',
  p95: 'histogram_quantile',
  p99: 'histogram_quantile',
  limit: 'topk',
  highest: 'max',
  largest: 'max',
  biggest: 'max',
  lowest: 'min',
  smallest: 'min',
  forecast: 'predict_linear',
  predict: 'predict_linear',
  default: 'or',
  ifnull: 'or',
  coalesce: 'or',
  nvl: 'or',
};

/** What PromQL calls a function that it does not have under this name; undefined if nothing is like it. */
export function nameInPromql(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower !== name && [...FUNCTIONS, ...AGGREGATIONS].includes(lower)) return lower;
  return ELSEWHERE[lower];
}

/** Functions of other languages: they come last, because a learner may make another slip inside. */
export const NAME_SLIPS: readonly Slip[] = [
  {
    id: 'unknown-function',
    pattern: /(?<![\w:.])(?<wrong>[a-zA-Z_]\w*)(?=\s*\b(?:by|without)\s*\([^()]*\)\s*\()/di,
    applies: ({ wrong }) => !isReserved(wrong) && nameInPromql(wrong) === undefined,
    message: ({ wrong }) => `There is no aggregation ${wrong}.`,
    why: `The aggregations are ${AGGREGATIONS.join(', ')}.`,
    fix: ({ wrong }) =>
      `Use ${nearest(wrong.toLowerCase(), AGGREGATIONS, 1)[0] ?? 'one of those'} in place of ${wrong}.`,
    rewrite: (part) => {
      const [name] = nearest(part.wrong.toLowerCase(), AGGREGATIONS, 1);
      return name === undefined ? undefined : put(part, name);
    },
  },
  {
    id: 'unknown-function',
    pattern: new RegExp(
      String.raw`(?<![\w:.])(?<wrong>(?<func>[a-zA-Z_]\w*))(?=\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\()`,
      'di',
    ),
    applies: ({ groups: { func = '' } }) =>
      !isReserved(func) && !KEYWORDS.has(func.toLowerCase())
        ? nameInPromql(func) !== undefined
        : func !== func.toLowerCase() && FUNCTIONS.includes(func.toLowerCase()),
    message: ({ groups: { func = '' } }) => `PromQL has no ${func}().`,
    why: ({ after, groups: { func = '' } }) =>
      /^(?:deriv|delta)$/.test(nameInPromql(func) ?? '') && /^\s*\(\s*\w+_total\b/.test(after)
        ? 'A counter’s growth per second is rate(), and its growth over a window is increase(): both need a range such as [1m].'
        : FUNCTIONS.includes(func.toLowerCase())
          ? 'Functions are written in lower case.'
          : (MEANING[nameInPromql(func) ?? ''] ?? `Its name in PromQL is ${nameInPromql(func)}.`),
    fix: ({ groups: { func = '' } }) => `Use ${nameInPromql(func)} in place of ${func}.`,
    rewrite: (whole) => {
      const name = nameInPromql(whole.groups.func ?? '') ?? '';
      const part = /^(?:deriv|delta|rate)$/.test(name)
        ? {
            ...whole,
            after: whole.after.replace(/^(\s*\(\s*[\w:]+(?:\{[^{}]*\})?)\s*,\s*[\w."']+\s*\)/, '$1)'),
          }
        : whole;
      return /^(?:quantile|quantile_over_time|histogram_quantile|\^|or|topk|bottomk|time)$/.test(name) ||
        name.startsWith('last') ||
        name.startsWith('first')
        ? undefined
        : putRanged(part, windowed(name, part));
    },
  },
];

/** A name, or what it is over a window if it gets one; without its window, a rate gets one of a minute. */
function windowed(name: string, part: SlipPart): string {
  if (/^\s*\(\s*\w+_total\b/.test(part.after)) {
    if (name === 'deriv') return 'rate';
    if (name === 'delta') return 'increase';
  }
  const ranged = new RegExp(String.raw`^\s*\(\s*${SELECTOR}\s*\[[^\]]*\]\s*\)`).test(part.after);
  return ranged && FUNCTIONS.includes(`${name}_over_time`) ? `${name}_over_time` : name;
}

const MEANING: Readonly<Record<string, string>> = {
  quantile:
    'quantile(0.5, …) is the median over series; for the durations in a histogram use histogram_quantile(0.5, …) on the rate of its buckets.',
  topk: 'topk(3, …) keeps the three largest series.',
  bottomk: 'bottomk(3, …) keeps the three smallest series.',
  avg: 'avg is the mean over series at one moment; avg_over_time(…[5m]) is the mean of each series over a window.',
  '^': 'The power is an operator: a ^ b.',
  or: 'The operator or fills in what is missing: a or vector(0).',
};

/** Whether a name is a function, an aggregation or a keyword, and so not a metric. */
export function isReserved(name: string): boolean {
  return KEYWORDS.has(name.toLowerCase()) || isFunctionName(name);
}
