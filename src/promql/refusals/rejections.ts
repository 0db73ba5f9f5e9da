import { nearest } from '../../util/nearest.js';
import { AGGREGATIONS, FUNCTIONS } from '../syntax/functions.js';
import { WRITING_EXPLANATIONS, type Explanation } from './rejections-writing.js';

export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'swapped-arguments',
    pattern: /expected type range vector in call to function "(predict_linear)", got scalar/,
    explain: ([, func]) => ({
      why: `${func}() takes the series first, with their range, and then how many seconds to look ahead.`,
      fix: 'Swap the two arguments.',
    }),
  },
  {
    id: 'needs-range',
    pattern: /expected type range vector in call to function "(\w+)", got (?:instant vector|scalar)/,
    explain: ([, func]) => ({
      why: `${func}() compares samples over time, so it wants a window of them: a range vector.`,
      fix: 'Put a range right behind the selector, inside the parentheses: [1m].',
    }),
  },
  {
    id: 'needs-instant',
    pattern: /expected type instant vector in aggregation expression, got range vector/,
    explain: () => ({
      why: 'An aggregation goes across series, at one moment: it wants one value of each. A range gives all samples of a window.',
      fix: 'Make one value of each window first: rate(…[1m]) of a counter; max_over_time(…[1m]), avg_over_time(…[1m]) and their like of a gauge.',
    }),
  },
  {
    id: 'needs-instant',
    pattern:
      /expected type instant vector in .*got range vector|must contain only scalar and instant vector types/,
    explain: () => ({
      why: 'Here one value for each series is needed. A selector with a range such as [1m] gives many.',
      fix: 'Put the range into a function first, such as rate(…[1m]), or drop it.',
    }),
  },
  {
    id: 'swapped-arguments',
    pattern: /expected type scalar in (?:call to function "(\w+)"|aggregation parameter), got instant vector/,
    explain: ([, func]) => ({
      why: `${func === undefined ? 'The aggregation' : `${func}()`} wants a plain number in this place, not series.`,
      fix: 'Check the order of the arguments: histogram_quantile() takes the quantile first, then the buckets.',
    }),
  },
  {
    id: 'quoted-number',
    pattern: /expected type scalar .*got string/,
    explain: () => ({
      why: 'What stands in quotes is text, and here a number is needed.',
      fix: 'Drop the quotes.',
    }),
  },
  {
    id: 'needs-string',
    pattern: /expected type string .*got/,
    explain: () => ({
      why: 'In this place stands the name of a label, or a text, and both are written in quotes.',
      fix: 'Put it into quotes: label_replace(metric, "new", "$1", "old", "(.*)").',
    }),
  },
  {
    id: 'needs-series',
    pattern: /expected type instant vector in .*got (?:scalar|string)/,
    explain: () => ({
      why: 'Here series are needed, and a bare number or a string is none.',
      fix: 'Start from a metric.',
    }),
  },
  {
    id: 'range-on-expression',
    pattern: /ranges? only allowed for vector selectors/,
    explain: () => ({
      why: 'A range such as [1m] reads stored samples, so it can only stand directly behind a selector, not behind what a function or an aggregation computed.',
      fix: 'Move the range to the metric: rate(metric[1m]) first, then aggregate.',
    }),
  },
  {
    id: 'unknown-function',
    pattern: /unknown function with name "(\w+)"/,
    explain: ([, func = '']) => {
      const [similar] = nearest(func, [...FUNCTIONS, ...AGGREGATIONS], 1);
      return {
        why: 'PromQL has its own, fixed set of functions.',
        fix: similar
          ? `Did you mean ${similar}()?`
          : 'See https://prometheus.io/docs/prometheus/latest/querying/functions/.',
      };
    },
  },
  {
    id: 'unquoted-value',
    pattern: /in label matching, expected string/,
    explain: () => ({
      why: 'A label’s value is a string, and strings stand in quotes.',
      fix: 'Write {label="value"}.',
    }),
  },
  {
    id: 'bad-regex',
    pattern: /error parsing regexp/,
    explain: () => ({
      why: 'Behind =~ and !~ stands a regular expression, and this one can’t be read.',
      fix: 'Look for an unclosed bracket, or escape with \\\\ what is meant literally.',
    }),
  },
  {
    id: 'misplaced-offset',
    pattern: /in @, expected timestamp/,
    explain: () => ({
      why: '@ wants a moment: Unix seconds, start() or end(). How far back one looks says offset.',
      fix: 'Write offset 1h instead, right behind the selector or its range.',
    }),
  },
  {
    id: 'bad-duration',
    pattern: /unexpected string .*expected duration/,
    explain: () => ({
      why: 'A duration is no text: it stands without quotes.',
      fix: 'Drop the quotes: offset 5m.',
    }),
  },
  {
    id: 'bad-duration',
    pattern:
      /missing unit character in duration|bad duration syntax|bad number or duration|not a valid duration|expected duration|duration must be greater than 0/,
    explain: () => ({
      why: 'A duration is a whole number with its unit: ms, s, m, h, d, w or y.',
      fix: 'Write it like 30s, 5m or 1h30m.',
    }),
  },
  {
    id: 'unfinished',
    pattern:
      /unclosed left \w+|unexpected end of input|unterminated (?:quoted|raw) string|unexpected "\)" in subquery or range|unexpected character inside braces: '\['/,
    explain: () => ({
      why: 'Something that was opened is not closed: ( needs ), [ needs ], { needs } and a quote needs its pair.',
      fix: 'Count the brackets and quotes from the marked place backwards.',
    }),
  },
  {
    id: 'unbalanced',
    pattern: /unexpected right parenthesis|unexpected character: '[}\]]'/,
    explain: () => ({
      why: 'Something is closed here that was never opened.',
      fix: 'Drop it, or look for where its partner is missing.',
    }),
  },
  {
    id: 'needs-group-left',
    pattern: /many-to-one matching must be explicit/,
    explain: () => ({
      why: 'Several series of one side share one partner on the other. That can be meant, or be an accident, so PromQL wants to be told.',
      fix: 'If it is meant, write group_left behind on(…) where the many stand on the left, group_right where they stand on the right.',
    }),
  },
  {
    id: 'matching-not-unique',
    pattern: /on the (left|right) hand-side of the operation: .*many-to-many matching not allowed/s,
    explain: ([, side]) => ({
      why: `An operator pairs each series of one side with one of the other, by their labels. Here several on the ${side} would fit.`,
      fix: `Aggregate the ${side} side until one series is left for each partner, or name in on(…) more labels that tell them apart. With group_left the many stand on the left, with group_right on the right.`,
    }),
  },
  {
    id: 'matching-not-unique',
    pattern: /many-to-many matching not allowed|multiple matches for labels/,
    explain: () => ({
      why: 'An operator pairs each series of one side with one of the other, by their labels. Here several would fit.',
      fix: 'Aggregate both sides to the same labels first, or say with on(…) or ignoring(…) which labels pair them.',
    }),
  },
  {
    id: 'duplicate-series',
    pattern: /same labelset/,
    explain: () => ({
      why: 'Functions and operators drop the metric’s name. Here two series then have the same labels, and a result can’t hold both.',
      fix: 'Select one metric only, aggregate, or keep the label that tells them apart.',
    }),
  },
  {
    id: 'misplaced-offset',
    pattern: /(?:offset|@) modifier must be preceded by/,
    explain: () => ({
      why: 'offset and @ say when samples are read, so they belong to the selector, not to what a function made of it.',
      fix: 'Put it right behind the selector or its range: rate(metric[1m] offset 5m).',
    }),
  },
  {
    id: 'set-operator-on-scalar',
    pattern: /set operator "(\w+)" not allowed in binary scalar expression/,
    explain: ([, operator]) => ({
      why: `${operator} combines two sets of series, and a bare number is none.`,
      fix: `Make a series of the number: ${operator} vector(0).`,
    }),
  },
  {
    id: 'matching-on-scalar',
    pattern: /vector matching only allowed between instant vectors/,
    explain: () => ({
      why: 'on(…) and ignoring(…) say which labels pair two series. A bare number has no labels: it goes with every series.',
      fix: 'Leave them out.',
    }),
  },
  ...WRITING_EXPLANATIONS,
];
