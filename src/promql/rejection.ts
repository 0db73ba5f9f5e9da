import { nearest } from '../nearest.js';
import type { Diagnosis } from './diagnosis.js';
import { AGGREGATIONS, FUNCTIONS } from './functions.js';

/** What Prometheus says when it refuses a query, and what a learner makes of it. */
interface Explanation {
  /** Stable, as lint rules' are. */
  id: string;
  pattern: RegExp;
  explain: (match: RegExpExecArray) => { why: string; fix: string };
}

const EXPLANATIONS: readonly Explanation[] = [
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
    pattern:
      /expected type instant vector in .*got range vector|must contain only scalar and instant vector types/,
    explain: () => ({
      why: 'Here one value for each series is needed. A selector with a range such as [1m] gives many.',
      fix: 'Put the range into a function first, such as rate(…[1m]), or drop it.',
    }),
  },
  {
    id: 'swapped-arguments',
    pattern: /expected type scalar in call to function "(\w+)", got instant vector/,
    explain: ([, func]) => ({
      why: `${func}() wants a plain number in this place, not series.`,
      fix: 'Check the order of the arguments: histogram_quantile() takes the quantile first, then the buckets.',
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
      why: 'Something that was opened is not closed: ( needs ), [ needs ], { needs } and a quote needs its pair.',
      fix: 'Count the brackets from the marked place backwards.',
    }),
  },
  {
    id: 'matching-not-unique',
    pattern:
      /many-to-many matching not allowed|multiple matches for labels|many-to-one matching must be explicit/,
    explain: () => ({
      why: 'An operator pairs each series of one side with one of the other, by their labels. Here several would fit.',
      fix: 'Aggregate both sides to the same labels first, or say with on(…) or ignoring(…) which labels pair them.',
    }),
  },
  {
    id: 'empty-selector',
    pattern: /must contain at least one non-empty matcher/,
    explain: () => ({
      why: 'A selector that allows everything would read the whole database.',
      fix: 'Name a metric, or match a label against something that is not empty.',
    }),
  },
  {
    id: 'wrong-arguments',
    pattern:
      /expected (?:at least |at most )?\d+ argument|wrong number of arguments|no arguments for aggregate/,
    explain: () => ({
      why: 'Each function takes a fixed number of arguments.',
      fix: 'Count them: histogram_quantile() and topk() take two, rate() and sum() one.',
    }),
  },
  {
    id: 'grouping-syntax',
    pattern:
      /in grouping opts, expected "\("|unexpected (?:identifier "\w+" in aggregation|<(?:by|without)>)/,
    explain: () => ({
      why: 'by and without belong to an aggregation such as sum, and their labels stand in parentheses.',
      fix: 'Write sum by (label) (…).',
    }),
  },
  {
    id: 'comparison',
    pattern: /^unexpected "="$|comparisons between scalars must use bool/i,
    explain: () => ({
      why: 'PromQL compares with ==, and two bare numbers only with == bool.',
      fix: 'Write ==, or put a label condition into braces: {label="value"}.',
    }),
  },
];

/**
 * Explains why Prometheus refused a query.
 * @param reason Prometheus' own words, without position; repeated in the message, because they name the place
 */
export function explainRejection(reason: string): Diagnosis {
  for (const { id, pattern, explain } of EXPLANATIONS) {
    const match = pattern.exec(reason);
    if (match) return { rule: id, severity: 'error', message: sentence(reason), ...explain(match) };
  }
  return {
    rule: 'promql-error',
    severity: 'error',
    message: sentence(reason),
    why: 'Prometheus could not make sense of the query, so there is nothing to compare.',
    fix: 'Look at the marked place: what stands just before it is usually the cause.',
  };
}

function sentence(reason: string): string {
  return `Prometheus says: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
}
