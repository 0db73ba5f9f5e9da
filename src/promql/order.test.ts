import { expect, test } from 'vitest';
import { DIFFERENCE_RULES } from './differences/rules.js';
import { valuesRule } from './differences/values.js';
import { LINT_RULES } from './lint/lint.js';
import { MOST_HELPFUL_FIRST, mostHelpfulFirst } from './order.js';
import { REMARKS } from './refusals/annotations.js';

const RULES = [...LINT_RULES, ...DIFFERENCE_RULES, valuesRule];

test('the order names every rule once, and nothing else', () => {
  const ids = [...RULES, ...REMARKS].map(({ id }) => id);
  const others = ['constant-answer', 'prometheus-warning', 'prometheus-info', 'unproven', 'unasked-filter'];
  expect(MOST_HELPFUL_FIRST.toSorted()).toEqual([...ids, ...others].toSorted());
});

test('a rule supersedes rules that exist', () => {
  expect(MOST_HELPFUL_FIRST).toEqual(
    expect.arrayContaining(RULES.flatMap(({ supersedes = [] }) => [...supersedes])),
  );
});

test('sorts by helpfulness, with notes on style at the end', () => {
  const diagnosis = (rule: string, severity: 'error' | 'info') => ({
    rule,
    severity,
    message: '',
    why: '',
    fix: '',
  });
  const found = [
    diagnosis('unknown-metric', 'info'),
    diagnosis('values-differ', 'error'),
    diagnosis('raw-counter', 'error'),
  ];
  expect(mostHelpfulFirst(found).map(({ rule }) => rule)).toEqual([
    'raw-counter',
    'values-differ',
    'unknown-metric',
  ]);
});
