import { expect, test } from 'vitest';
import { madeAlerts } from './made-alerts.js';

const ROUTES = `
route:
  receiver: a
  group_by: [cluster]
  routes:
    - { matchers: ['severity="page"'], receiver: b }
    - { match: { service: api }, receiver: c }
    - { match_re: { team: web|shop }, receiver: c }
`;

test('each label has the values that are matched, unlike ones, and none', () => {
  const alerts = madeAlerts([ROUTES]);
  const values = (label: string): unknown[] => [...new Set(alerts.map((labels) => labels[label]))].sort();
  expect(values('severity')).toEqual(['other', 'page', 'page-2', undefined]);
  expect(values('service')).toEqual(['api', 'api-2', 'other', undefined]);
  expect(values('team')).toEqual(['other', 'shop', 'web', 'web-2', undefined]);
  // Not matched, but grouped by.
  expect(values('cluster')).toEqual(['one', 'two', undefined]);
  expect(alerts.every(({ alertname }) => alertname !== undefined)).toBe(true);
});

test('every pair of values comes together', () => {
  const alerts = madeAlerts([ROUTES]);
  const has = (severity: string | undefined, service: string | undefined): boolean =>
    alerts.some((labels) => labels['severity'] === severity && labels['service'] === service);
  expect(has('page', 'api')).toBe(true);
  expect(has('page', undefined)).toBe(true);
  expect(has(undefined, 'api-2')).toBe(true);
  expect(has(undefined, undefined)).toBe(true);
});

test('no two are alike, and there are not too many', () => {
  const alerts = madeAlerts([ROUTES, '- matchers: [\'a=~"b|c|d"\', \'e!="f"\', \'g="h"\']']);
  expect(new Set(alerts.map((labels) => JSON.stringify(labels))).size).toBe(alerts.length);
  expect(alerts.length).toBeLessThanOrEqual(72);
});

test('what can’t be read is left out', () => {
  expect(
    madeAlerts(['a: [', "- matchers: ['nothing', 'x=~\"(\"']"]).map(({ alertname }) => alertname),
  ).toEqual(['SomethingNew', 'SomethingElse']);
});
