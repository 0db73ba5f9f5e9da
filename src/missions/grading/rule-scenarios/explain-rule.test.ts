import { expect, test } from 'vitest';
import { withCause } from './explain-rule.js';
import { readRules } from './rule-file.js';

const REFERENCE = `groups:
  - name: web
    rules:
      - record: hits:rate5m
        expr: sum(rate(hits_total[5m]))
      - alert: Busy
        expr: hits:rate5m > 100
        for: 5m
        keep_firing_for: 2m
        labels: { severity: page }
`;
const EFFECT = { severity: 'error' as const, message: 'It differs.', why: 'An effect.', fix: 'Compare.' };

const caused = (rule: string, from: string, to: string, more: { lacksLabel?: string } = {}): string => {
  if (!REFERENCE.includes(from)) throw new Error(`there is no ${from}`);
  const rules = { reference: readRules(REFERENCE), answer: readRules(REFERENCE.replace(from, to)) };
  const { why, fix } = withCause({ ...EFFECT, rule, subject: 'Busy', ...more }, rules);
  return `${why} → ${fix}`;
};

test.each<[what: string, rule: string, from: string, to: string, cause: RegExp]>([
  [
    'a shorter for',
    'alert-too-early',
    ' for: 5m',
    ' for: 1m',
    /^Your `for` is 1m; .* longer time\. → Write `for: 5m`/,
  ],
  ['a longer for', 'alert-too-late', ' for: 5m', ' for: 9m', /shorter time\. → Write `for: 5m`/],
  ['no for', 'alert-too-early', '        for: 5m\n', '', /^The rule has no `for`.* → Add `for: 5m`/],
  [
    'a for among the labels',
    'alert-too-early',
    '        for: 5m\n        keep_firing_for: 2m\n        labels: { severity: page }',
    '        keep_firing_for: 2m\n        labels: { severity: page, for: 5m }',
    /^`for` is below `labels:`/,
  ],
  ['no keep_firing_for', 'alert-missing', '        keep_firing_for: 2m\n', '', /→ Add `keep_firing_for: 2m`/],
  ['a longer keep_firing_for', 'alert-unresolved', '_for: 2m', '_for: 1h', /→ Write `keep_firing_for: 2m`/],
  [
    'another limit',
    'alert-missing',
    '> 100',
    '> 1000',
    /^Your limit 1000 is 10 times too large|values above 1000/,
  ],
  ['another window', 'alert-missing', '[5m]', '[1h]', /^Your window is \[1h\]/],
  [
    'a record that does not exist',
    'alert-missing',
    'expr: hits:rate5m',
    'expr: hit:rate5m',
    /^Its expression reads hit:rate5m, and no rule before it/,
  ],
  ['nothing that the two rules show', 'alert-missing', 'web', 'api', /^An effect\. → Compare\.$/],
])('names the cause: %s', (_, rule, from, to, cause) => {
  expect(caused(rule, from, to)).toMatch(cause);
});

test('finds a label among the annotations', () => {
  const found = caused('alert-labels', 'labels: {', 'annotations: {', { lacksLabel: 'severity' });
  expect(found).toMatch(/^`severity` is below `annotations:`.* → Move `severity` to `labels:`\.$/);
});

test('finds a label that is written otherwise', () => {
  const found = caused('alert-labels', '{ severity:', '{ Severity:', { lacksLabel: 'severity' });
  expect(found).toMatch(/capitals too\. → Write `severity` instead of `Severity`\.$/);
});

test('a rule that is in neither file stays as it is', () => {
  const rules = { reference: readRules(REFERENCE), answer: [] };
  expect(withCause({ ...EFFECT, rule: 'alert-missing', subject: 'Busy' }, rules)).toEqual({
    ...EFFECT,
    rule: 'alert-missing',
  });
});
