import { expect, test } from 'vitest';
import { explainFailedRule, explainRulesRefusal } from './rules-refusal.js';

const FILE = `groups:
  - name: a
    rules:
      - alert: High
        expr: sum(rate(x_total[5m])
        for: 5m
`;

/** promtool's words, and what to do about them. */
test.each<[reason: string, fix: RegExp]>([
  ['line 5: field fro not found in type rulefmt.RuleNode', /Did you mean `for`\?/],
  [
    'line 5: field summary not found in type rulefmt.RuleNode',
    /a text for people, put it below `annotations:`/,
  ],
  ['line 5: field severity not found in type rulefmt.RuleNode', /a label, put it below `labels:`/],
  [
    'line 5: field expr not found in type rulefmt.RuleGroup',
    /`expr` is a field of a rule, not of a group: indent/,
  ],
  ['line 5: field groups not found in type rulefmt.RuleGroup', /`groups` comes once/],
  [
    'line 3: field query_offset not found in type rulefmt.RuleGroup',
    /only from Prometheus 2\.53 on.*: remove it\.$/,
  ],
  ['line 3: field labels not found in type rulefmt.RuleGroup', /only from Prometheus 3\.0 on.*each rule/],
  ['not a valid duration string: "5 m"', /^Write a whole number with its unit/],
  ['cannot unmarshal !!seq into map[string]string', /one `name: value` per line/],
  ['line 12: cannot unmarshal !!seq into string', /^This field takes one text: write it without brackets/],
  ['cannot unmarshal !!map into []rulefmt.RuleGroup', /put a dash before `name`/],
  ['cannot unmarshal !!map into []rulefmt.RuleNode', /put a dash before `alert`/],
  ['Groupname must not be empty', /^Give the group a name/],
  ['invalid recording rule name: a-b', /no hyphens/],
  ["invalid field 'for' in recording rule", /remove `for`/],
  ["only one of 'record' and 'alert' must be set", /^Make two rules of it/],
  ["one of 'record' or 'alert' must be set", /^Give the rule a name/],
  ["field 'expr' must be set in rule", /^Give the rule an expression/],
  ['template: __alert: unexpected "}"', /\{\{ \$value \}\}/],
  ['invalid label name: a-b', /letters, digits and underscores/],
  ['groupname: "a" is repeated in the same file', /a name of its own/],
])('%s: %s', (reason, fix) => {
  const found = explainRulesRefusal(reason, 'groups: []');
  expect(found).toMatchObject({ rule: 'rules-refused', severity: 'error' });
  expect(found.fix).toMatch(fix);
});

test('an expression is explained like a query', () => {
  const reason =
    'group "a", rule 1, "High": could not parse expression: 1:20: parse error: unclosed left parenthesis';
  const { message, fix } = explainRulesRefusal(reason, FILE);
  expect(message).toBe('The expression of `High` is not valid PromQL: unclosed left parenthesis.');
  expect(fix).toMatch(/\)/);
});

test('what is not YAML is explained by its line', () => {
  const { message, fix } = explainRulesRefusal('yaml: line 3', 'groups:\n  - name: a\n   rules: []\n');
  expect(message).toMatch(/^The file is not valid YAML\. Line 3: /);
  expect(fix).toContain('`rules: []`');
});

test.each([
  [
    'rule: High, time: 1m0s, err: duplicate sample for timestamp',
    /^`High` can’t be evaluated: duplicate sample/,
  ],
  ['rule: a:b, time: 0s, err: many-to-many matching not allowed', /^`a:b` can’t be evaluated: many-to-many/],
  ['out of memory', undefined],
])('a rule that fails while it runs: %s', (reason, message) => {
  const found = explainFailedRule(reason)?.message;
  if (message) expect(found).toMatch(message);
  else expect(found).toBeUndefined();
});
