import { expect, it } from 'vitest';
import { mutateAlertmanager } from './alertmanager.js';

const CONFIG = `route:
  receiver: a
  group_by: [service]
  group_wait: 30s
  routes:
    - matchers: ['severity="page"']
      receiver: b
      continue: true
    - matchers: ['job=~"x|y"']
      receiver: a
inhibit_rules:
  - source_matchers: ['alertname="TargetDown"']
    target_matchers: ['severity="page"']
    equal: [service]
receivers: [{ name: a }, { name: b }]
`;

it('changes each route, matcher, receiver and label, and no times', () => {
  const changes = mutateAlertmanager(CONFIG, { ask: 'config' }).map(({ change }) => change);
  for (const change of [
    'route.receiver became "b"',
    'route.group_by.0 was dropped',
    'route.routes.0.matchers.0 became "severity!=\\"page\\""',
    'route.routes.0.continue became false',
    'route.routes.1.matchers.0 became "job=~\\"x\\""',
    'route.routes.1 was dropped',
    'route.routes were reversed',
    'inhibit_rules.0 was dropped',
    'inhibit_rules.0.equal.0 was dropped',
    'inhibit_rules.0.source_matchers.0 was dropped',
  ]) {
    expect(changes).toContain(change);
  }
  expect(changes.filter((change) => /group_wait|receivers/.test(change))).toEqual([]);
  expect(new Set(changes).size).toBe(changes.length);
});

it('drops silences, and their matchers', () => {
  const text = '- matchers: [\'a="1"\', \'b="2"\']\n- matchers: [\'c="3"\']\n';
  const changes = mutateAlertmanager(text, { ask: 'silences' }).map(({ change }) => change);
  expect(changes).toContain('0 was dropped');
  expect(changes).toContain('0.matchers.1 was dropped');
  expect(changes).toContain('1.matchers.0 became "c!=\\"3\\""');
});
