import { expect, test } from 'vitest';
import { namesIn } from './rules.js';

test.each<[string, string, string[], string[]]>([
  [
    'alerts and records',
    'groups:\n- name: a\n  rules:\n  - {alert: High, expr: up}\n  - {record: a:b, expr: up}\n- name: b\n  rules: [{alert: Low, expr: up}]\n',
    ['High', 'Low'],
    ['a:b'],
  ],
  ['a group without rules', 'groups: [{name: a}]', [], []],
  ['no groups', 'groups: []', [], []],
  ['nothing', '', [], []],
])('%s', (_, text, alerts, records) => {
  expect(namesIn(text)).toEqual({ alerts, records });
});
