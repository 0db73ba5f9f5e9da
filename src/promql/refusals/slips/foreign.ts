import { isFunctionName } from '../../syntax/functions.js';
import { NAME, put, SELECTOR, type Slip, type SlipPart } from './slip.js';

const QUANTILE =
  'Use histogram_quantile(0.95, sum by (le) (rate(…[1m]))), with the _bucket series in place of the dots.';

/** Functions of other systems that PromQL builds from several parts, and how. */
const BUILT: Readonly<Record<string, string>> = {
  apdex:
    'Compute it from the buckets: the rate of the bucket at the first limit plus that at the second, divided by 2 and by the rate of _count.',
  label_values:
    'label_values() is a function of Grafana’s variables. Write count by (label) (metric) to list the values, count(count by (label) (metric)) to count them.',
  split:
    'Use label_replace(metric, "new label", "$1", "old label", "(.*)-.*"): the group in parentheses is what stays.',
  regexp_extract:
    'Use label_replace(metric, "new label", "$1", "old label", "(.*)-.*"): the group in parentheses is what stays.',
  substring:
    'Use label_replace(metric, "new label", "$1", "old label", "(.*)-.*"): the group in parentheses is what stays.',
  non_negative_derivative: 'Use rate(metric[1m]): it is per second, and handles restarts.',
  isnull: 'Use absent(metric{label="value"}): it returns 1 if there is no such series.',
  is_null: 'Use absent(metric{label="value"}): it returns 1 if there is no such series.',
  non_negative_difference: 'Use increase(metric[1m]): it handles restarts.',
  substr:
    'Use label_replace(metric, "new label", "$1", "old label", "(.*)-.*"): the group in parentheses is what stays.',
  lag: 'For an earlier value write offset after the selector or its range, as in metric[5m] offset 1h.',
  timeshift: 'For an earlier value write offset after the selector or its range, as in metric[5m] offset 1h.',
  time_shift:
    'For an earlier value write offset after the selector or its range, as in metric[5m] offset 1h.',
  shift: 'For an earlier value write offset after the selector or its range, as in metric[5m] offset 1h.',
  lead: 'For an earlier value write offset after the selector or its range, as in metric[5m] offset 1h.',
  argmax: 'Use topk(1, …): it keeps the series with the largest value, with its labels.',
  arg_max: 'Use topk(1, …): it keeps the series with the largest value, with its labels.',
  argmin: 'Use bottomk(1, …): it keeps the series with the smallest value, with its labels.',
  arg_min: 'Use bottomk(1, …): it keeps the series with the smallest value, with its labels.',
  percentile_cont: QUANTILE,
  percentile_disc: QUANTILE,
  approx_percentile: QUANTILE,
  approx_quantile: QUANTILE,
  percentileofvalues: QUANTILE,
};

/** What other systems have and PromQL does not: functions, wildcards, spaces in names. */
export const FOREIGN_SLIPS: readonly Slip[] = [
  {
    id: 'unknown-function',
    pattern: new RegExp(String.raw`\b(?<wrong>${Object.keys(BUILT).join('|')})\s*\(`, 'di'),
    message: ({ wrong }) => `PromQL has no ${wrong}().`,
    why: ({ before }) =>
      /\b(?:by|without|on)\s*\([^()]*$/i.test(before)
        ? 'by (…) lists labels as they are: a part of one must be a label of its own first.'
        : 'PromQL has a fixed set of functions. The same is computed with those.',
    fix: ({ wrong }) => BUILT[wrong.toLowerCase()] ?? '',
  },
  {
    id: 'unknown-function',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>percentile|quantile|median|p(?<digits>\d\d))\s*\(\s*(?:(?<first>[\d.]+)\s*,\s*)?(?<metric>${NAME}(?:_seconds|_bytes|_duration|_latency)(?:_bucket)?)(?<labels>\{[^{}]*\})?(?:\[[^\]]*\])?\s*(?:,\s*(?<last>[\d.]+)\s*)?\))`,
      'd',
    ),
    message: ({ groups: { func = '' } }) => `${func}() does not read histograms.`,
    why: 'The durations of single requests are not stored: the _bucket series count how many took at most le seconds.',
    fix: (part) => `Write ${fromBuckets(part)}.`,
    rewrite: (part) => put(part, fromBuckets(part)),
  },
  {
    id: 'unknown-function',
    pattern: /(?<wrong>\b[a-z]+(?:\s+[a-z]+){1,3})(?=\s*\()/di,
    applies: ({ wrong }) => isFunctionName(joined(wrong)) && joined(wrong).includes('_'),
    message: ({ wrong }) => `${wrong} has spaces in its name.`,
    why: 'Names of functions are written with underscores.',
    fix: ({ wrong }) => `Write ${joined(wrong)}.`,
    rewrite: (part) => put(part, joined(part.wrong)),
  },
  {
    id: 'wildcard',
    pattern: /\b(?<word>by|without)\s*\(\s*(?<wrong>\*)\s*\)/di,
    message: 'PromQL has no wildcard *.',
    why: 'by lists the labels to keep, without those to drop; an empty without () keeps all.',
    fix: 'Write without (label), with the labels to drop.',
  },
  {
    id: 'wildcard',
    pattern: /\b(?:sum|avg|min|max|count)\s*\(\s*(?<wrong>\*)\s*\)/di,
    message: 'PromQL has no wildcard *.',
    why: 'An aggregation works on the series of a selector, and a selector needs a metric or a condition on a label.',
    fix: 'Write {label="value"} in place of *: it selects every metric that has this label.',
  },
  {
    id: 'wildcard',
    pattern: /(?:^|[(,])\s*(?<wrong>\*)\s*(?=\{)/d,
    message: 'PromQL has no wildcard *.',
    why: 'A selector without a name selects all metrics that its matchers allow.',
    fix: 'Remove the *.',
    rewrite: (part) => put({ ...part, after: part.after.trimStart() }, ''),
  },
  {
    id: 'wildcard',
    pattern: /(?<![\w:])(?<wrong>(?<name>[a-z][\w:]*[_:])\*)\s*(?=[){[]|$)/d,
    message: ({ wrong }) => `${wrong} is not a name: PromQL has no wildcard *.`,
    why: 'The name of a metric is the label __name__, and a regular expression matches several.',
    fix: ({ groups: { name } }) => `Write {__name__=~"${name}.*"}.`,
    rewrite: (part) => {
      const inner = /^\{([^{}]*)\}/.exec(part.after);
      const matchers = inner?.[1]?.trim() ? `, ${inner[1]}` : '';
      const after = inner ? part.after.slice(inner[0].length) : part.after;
      return put({ ...part, after }, `{__name__=~"${part.groups.name}.*"${matchers}}`);
    },
  },
  {
    id: 'needs-string',
    pattern: new RegExp(String.raw`\blabel_replace\s*\(\s*${SELECTOR}\s*,\s*(?<wrong>[^"\s][^"]*)$`, 'd'),
    message: 'The names and texts are not in quotes.',
    why: 'After the series, label_replace() takes four texts: the new label, its value, the old label, a regular expression.',
    fix: 'Use label_replace(metric, "new", "$1", "old", "(.*)").',
    rewrite: (part) => {
      const end = closing(part.wrong);
      const texts = part.wrong.slice(0, end).split(/\s*,\s*/);
      if (texts.length !== 4) return undefined;
      return put(part, `${texts.map((text) => `"${text.trim()}"`).join(', ')}${part.wrong.slice(end)}`);
    },
  },
];

/** Where the parenthesis closes that is open at the start of a text. */
function closing(text: string): number {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0) return i;
  }
  return text.length;
}

function joined(words: string): string {
  return words.toLowerCase().replace(/\s+/g, '_');
}

function fromBuckets({ groups }: SlipPart): string {
  const { metric = '', labels = '', digits, first, last } = groups;
  const number = Number(first ?? last ?? digits ?? '50');
  const share = number > 1 ? number / 100 : number;
  const buckets = metric.endsWith('_bucket') ? metric : `${metric}_bucket`;
  return `histogram_quantile(${share}, sum by (le) (rate(${buckets}${labels}[1m])))`;
}
