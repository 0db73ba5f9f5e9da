import { nearest } from '../../util/nearest.js';
import { AGGREGATIONS, FUNCTIONS } from '../syntax/functions.js';
import { offer } from './offer.js';
import { type Explanation, WRITING_EXPLANATIONS } from './rejections-writing.js';

/** What RE2 says of an expression that it can't read, why, and what to type. */
const REGEX_PROBLEMS: readonly (readonly [RegExp, string, string])[] = [
  [
    /missing closing \)/,
    'A ( is not closed.',
    'Add the ) where the group ends, or write \\\\( for a literal parenthesis.',
  ],
  [/unexpected \)/, 'A ) closes nothing.', 'Remove the ), or write \\\\) for a literal parenthesis.'],
  [
    /missing closing \]/,
    'A [ is not closed.',
    'Add the ] after the characters of the set, as in "[45].."; write \\\\[ for a literal bracket.',
  ],
  [
    /missing argument to repetition/,
    '*, + and ? repeat what comes before them, and here nothing does.',
    'Write .* for any text.',
  ],
  [
    /Perl syntax/,
    'Prometheus uses RE2, which has no lookahead or lookbehind.',
    'To exclude values, add a matcher with !~ or != to the braces.',
  ],
  [/repetition operator/, 'Two repetitions follow each other.', 'Remove one of *, + and ?.'],
  [
    /invalid character class range/,
    'The set in [ ] has its range the wrong way round.',
    'Write the smaller character first, as in [0-9].',
  ],
  [
    /invalid escape/,
    'RE2 does not know this escape.',
    'Write \\\\. for a literal dot, \\\\d for a digit. There are no back-references.',
  ],
];

export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'swapped-arguments',
    pattern: /expected type range vector in call to function "(predict_linear)", got scalar/,
    explain: ([, func]) => ({
      why: `${func}() takes the series with their range first, then the number of seconds to look ahead.`,
      fix: 'Swap the two arguments.',
    }),
  },
  {
    id: 'needs-range',
    pattern: /expected type range vector in call to function "(\w+)", got (?:instant vector|scalar)/,
    explain: ([, func]) => ({
      why: `${func}() compares samples over time, so it needs a window of them: a range vector.`,
      fix: 'Put a range right after the selector, inside the parentheses: [1m].',
    }),
  },
  {
    id: 'needs-instant',
    pattern: /expected type instant vector in aggregation expression, got range vector/,
    explain: () => ({
      why: 'An aggregation combines series at one moment: it needs one value per series. A range returns all samples of a window.',
      fix: 'Turn each window into one value first: with rate(…[1m]) for a counter, or a function such as max_over_time(…[1m]) for a gauge.',
    }),
  },
  {
    id: 'needs-instant',
    pattern:
      /expected type instant vector in .*got range vector|must contain only scalar and instant vector types/,
    explain: () => ({
      why: 'This place needs one value per series. A selector with a range such as [1m] returns many.',
      fix: 'Put the selector with its range into a function such as rate(…[1m]), or remove the range.',
    }),
  },
  {
    id: 'swapped-arguments',
    pattern: /expected type scalar in (?:call to function "(\w+)"|aggregation parameter), got instant vector/,
    explain: ([, func]) => ({
      why: `${func === undefined ? 'The aggregation' : `${func}()`} needs a plain number in this place, not series.`,
      fix: 'Check the order of the arguments: histogram_quantile() takes the quantile first, then the buckets.',
    }),
  },
  {
    id: 'quoted-number',
    pattern: /expected type scalar .*got string/,
    explain: () => ({
      why: 'Text in quotes is a string, and this place needs a number.',
      fix: 'Remove the quotes.',
    }),
  },
  {
    id: 'needs-string',
    pattern: /expected type string .*got/,
    explain: () => ({
      why: 'This place needs the name of a label or a text, and both are written in quotes.',
      fix: 'Put it in quotes: label_replace(metric, "new", "$1", "old", "(.*)").',
    }),
  },
  {
    id: 'needs-series',
    pattern: /expected type instant vector in .*got (?:scalar|string)/,
    explain: () => ({
      why: 'This place needs series, not a plain number or a string.',
      fix: 'Start from a metric.',
    }),
  },
  {
    id: 'range-on-expression',
    pattern: /ranges? only allowed for vector selectors/,
    explain: () => ({
      why: 'A range such as [1m] reads stored samples, so it must follow a selector, not the result of a function or an aggregation.',
      fix: 'Move the range to the metric: rate(metric[1m]) first, then aggregate.',
    }),
  },
  {
    id: 'unknown-function',
    pattern: /unknown function with name "(\w+)"/,
    explain: ([, func = '']) => {
      const [similar] = nearest(func, [...FUNCTIONS, ...AGGREGATIONS], 1);
      return {
        why: 'PromQL has a fixed set of functions, and this is not one of them.',
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
      why: 'A label’s value is a string, and strings are written in quotes.',
      fix: 'Write {label="value"}.',
    }),
  },
  {
    id: 'bad-regex',
    pattern: /error parsing regexp: ([^`]*)/,
    explain: ([, problem = '']) => {
      const [, why, fix] = REGEX_PROBLEMS.find(([pattern]) => pattern.test(problem)) ?? [];
      return {
        why: `=~ and !~ take a regular expression, and this one is not valid. ${why ?? ''}`.trim(),
        fix: fix ?? 'Look for an unclosed bracket, or escape special characters with \\\\.',
      };
    },
  },
  {
    id: 'misplaced-offset',
    pattern: /(?:duration "(\w+)" )?in @, expected timestamp/,
    explain: ([, duration = '1h']) => ({
      why: '@ takes a point in time: Unix seconds, start() or end(). To look back by a duration, use offset.',
      fix: `Write offset ${duration} instead, right after the selector or its range.`,
    }),
  },
  {
    id: 'bad-duration',
    pattern: /unexpected string .*expected duration/,
    explain: () => ({
      why: 'A duration is not a string: it is written without quotes.',
      fix: 'Remove the quotes: offset 5m.',
    }),
  },
  {
    id: 'bad-duration',
    pattern: /duration must be greater than 0/,
    explain: (_, text) =>
      /\boffset\s+0+(?:ms|[smhdwy])/.test(text)
        ? { why: 'An offset of 0 shifts nothing, and this version refuses it.', fix: 'Remove the offset.' }
        : {
            why: 'A window of length 0 holds no samples.',
            fix: 'Write a longer one, such as [1m].',
          },
  },
  {
    id: 'bad-duration',
    pattern:
      /missing unit character in duration|bad duration syntax|bad number or duration|not a valid duration|expected duration/,
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
      why: 'A bracket or a quote is not closed: ( needs ), [ needs ], { needs }, and every quote needs its partner.',
      fix: 'Count the brackets and quotes backwards from the marked place.',
    }),
  },
  {
    id: 'unbalanced',
    pattern: /unexpected right parenthesis|unexpected character: '[}\]]'/,
    explain: () => ({
      why: 'A bracket is closed here that was never opened.',
      fix: 'Remove it, or add the bracket that is missing before it.',
    }),
  },
  {
    id: 'needs-group-left',
    pattern: /many-to-one matching must be explicit/,
    explain: () => ({
      why: 'Several series on one side share one partner on the other. That may be intended or an accident, so PromQL requires you to state it.',
      fix: 'If it is intended, write group_left after on(…) if the many are on the left, group_right if they are on the right.',
    }),
  },
  {
    id: 'matching-not-unique',
    pattern: /on the (left|right) hand-side of the operation: .*many-to-many matching not allowed/s,
    explain: ([, side]) => ({
      why: `An operator pairs each series of one side with one of the other, by their labels. Here several series on the ${side} match.`,
      fix: `Aggregate the ${side} side until one series is left for each partner, or add more labels to on(…) that tell them apart. With group_left the many are on the left, with group_right on the right.`,
    }),
  },
  {
    id: 'matching-not-unique',
    pattern: /many-to-many matching not allowed|multiple matches for labels/,
    explain: () => ({
      why: 'An operator pairs each series of one side with one of the other, by their labels. Here several match.',
      fix: 'Aggregate both sides to the same labels first, or specify with on(…) or ignoring(…) which labels pair them.',
    }),
  },
  {
    id: 'duplicate-series',
    pattern: /same labelset/,
    explain: () => ({
      why: 'Functions and operators drop the metric’s name. Then two of these series have the same labels, and a result can’t hold both.',
      fix: 'Select only one metric, aggregate, or keep the label that tells them apart.',
    }),
  },
  {
    id: 'misplaced-offset',
    pattern: /(?:offset|@) modifier must be preceded by/,
    explain: (_, text) => ({
      why: 'offset and @ set the time at which samples are read, so they belong to the selector, not to the result of a function.',
      fix:
        offer(moveShift(text)) ?? 'Put it right after the selector or its range: rate(metric[1m] offset 5m).',
    }),
  },
  {
    id: 'set-operator-on-scalar',
    pattern: /set operator "(\w+)" not allowed in binary scalar expression/,
    explain: ([, operator]) => ({
      why: `${operator} combines two sets of series, and a plain number is not a series.`,
      fix: `Turn the number into a series: ${operator} vector(0).`,
    }),
  },
  {
    id: 'matching-on-scalar',
    pattern: /vector matching only allowed between instant vectors/,
    explain: () => ({
      why: 'on(…) and ignoring(…) list the labels that pair two series. A plain number has no labels: it is combined with every series.',
      fix: 'Remove on(…) or ignoring(…).',
    }),
  },
  ...WRITING_EXPLANATIONS,
];

/** The query with an offset that follows parentheses moved into them; undefined if there is none. */
function moveShift(text: string): string | undefined {
  const moved = text.replace(/([\w\]}])(\s*\)+)\s*(offset\s+-?\w+)/i, '$1 $3$2');
  return moved === text ? undefined : moved;
}
