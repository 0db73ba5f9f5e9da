import { expect, test } from 'vitest';
import { refusedConfig } from './refusal.js';

/** Alertmanager's own words, and what to do about them. */
test.each<[reason: string, fix: RegExp]>([
  ['undefined receiver "oncall" used in route', /List every receiver .*`- name: oncall`/],
  [
    'yaml: unmarshal errors:\n  line 3: field reciever not found in type config.plain',
    /Did you mean `receiver`\?/,
  ],
  ['line 3: field routes not found in type config.plain', /`routes` belongs to another level/],
  ['line 3: field xyzzy not found in type config.plain', /Remove `xyzzy`, or check its spelling/],
  ['cannot unmarshal !!str `severi...` into []string', /^Matchers and labels are lists/],
  ['cannot unmarshal !!map into []*config.Route', /^This is a list: begin each entry with a dash\.$/],
  ['bad matcher format: severity', /^A matcher is name, operator/],
  ['something new', /amtool check-config/],
])('%s: %s', (reason, fix) => {
  const { rule, message, fix: found } = refusedConfig('config', reason, 'route: {}');
  expect(rule).toBe('alertmanager-refused');
  expect(message).toContain(reason);
  expect(found).toMatch(fix);
});

test('what is not YAML is explained as that, with its line', () => {
  const text = 'route:\n  receiver: a\n receivers: []\n';
  const { message, fix } = refusedConfig('config', 'yaml: line 4: did not find expected key', text);
  expect(message).toMatch(/it is not valid YAML\. Line 3: /);
  expect(fix).toMatch(/same indentation/);
});

test('silences have a form of their own', () => {
  const { rule, message, fix } = refusedConfig('silences', 'silence 1 must have `matchers`', '- a: b');
  expect([rule, message]).toEqual([
    'silences-refused',
    'These silences can’t be read: silence 1 must have `matchers`',
  ]);
  expect(fix).toContain("- matchers: ['alertname=");
});
