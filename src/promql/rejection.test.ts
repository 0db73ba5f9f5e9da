import { expect, test } from 'vitest';
import { explainRejection } from './rejection.js';

// Prometheus' words, as 2.42 and 3.x say them.
test.each([
  ['expected type range vector in call to function "rate", got instant vector', 'needs-range'],
  ['expected type instant vector in aggregation expression, got range vector', 'needs-instant'],
  ['binary expression must contain only scalar and instant vector types', 'needs-instant'],
  ['expected type scalar in call to function "histogram_quantile", got instant vector', 'swapped-arguments'],
  ['expected type instant vector in aggregation expression, got scalar', 'needs-series'],
  ['ranges only allowed for vector selectors', 'range-on-expression'],
  ['unknown function with name "rte"', 'unknown-function'],
  ['unexpected identifier "b" in label matching, expected string', 'unquoted-value'],
  ['error parsing regexp: missing closing ): `^(?:()$`', 'bad-regex'],
  ['missing unit character in duration', 'bad-duration'],
  ['bad duration syntax: "5mi"', 'bad-duration'],
  ['bad number or duration syntax: "5mi"', 'bad-duration'],
  ['unclosed left parenthesis', 'unfinished'],
  ['unexpected end of input inside braces', 'unfinished'],
  ['unterminated quoted string', 'unfinished'],
  ['unexpected ")" in subquery or range, expected ":" or "]"', 'unfinished'],
  [
    'found duplicate series for the match group {} …;many-to-many matching not allowed: …',
    'matching-not-unique',
  ],
  [
    'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    'matching-not-unique',
  ],
  ['vector selector must contain at least one non-empty matcher', 'empty-selector'],
  ['expected 2 argument(s) in call to "histogram_quantile", got 1', 'wrong-arguments'],
  ['no arguments for aggregate expression provided', 'wrong-arguments'],
  ['unexpected identifier "method" in grouping opts, expected "("', 'grouping-syntax'],
  ['unexpected <by>', 'grouping-syntax'],
  ['unexpected "="', 'comparison'],
  ['comparisons between scalars must use BOOL modifier', 'comparison'],
  ['something nobody has seen before', 'promql-error'],
])('%s → %s', (reason, rule) => {
  const diagnosis = explainRejection(reason);
  expect(diagnosis.rule).toBe(rule);
  expect(diagnosis.message).toContain(reason);
});

test('offers the function that was meant', () => {
  expect(explainRejection('unknown function with name "rte"').fix).toBe('Did you mean rate()?');
  expect(explainRejection('unknown function with name "summ"').fix).toBe('Did you mean sum()?');
});
