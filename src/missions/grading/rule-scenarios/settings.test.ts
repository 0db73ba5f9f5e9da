import { expect, test } from 'vitest';
import { readRules } from './rule-file.js';
import { settingsProblems } from './settings.js';

const REFERENCE = `groups:
  - name: web
    rules:
      - record: route:hits:rate5m
        expr: sum by (route) (rate(hits_total[5m]))
      - alert: Queue
        expr: queue > 5
        for: 5m
        keep_firing_for: 2m
`;

const problems = (...replacements: readonly (readonly [from: string, to: string])[]) => {
  const text = replacements.reduce((file, [from, to]) => file.replace(from, to), REFERENCE);
  return settingsProblems(text, { reference: readRules(REFERENCE), answer: readRules(text) }).map(
    ({ rule, subject, fix }) => `${rule} ${subject}: ${fix}`,
  );
};

test.each<[what: string, from: string, to: string, found: RegExp]>([
  ['a shorter for', ' for: 5m', ' for: 4m30s', /^alert-duration Queue: Write `for: 5m`\.$/],
  ['a longer for', ' for: 5m', ' for: 5m1s', /^alert-duration Queue: Write `for: 5m`\.$/],
  ['a shorter keep_firing_for', ': 2m', ': 119s', /^alert-duration Queue: Write `keep_firing_for: 2m`\.$/],
  ['a limit', 'name: web', 'name: web\n    limit: 100', /^rules-group web: Remove `limit: 100`\.$/],
  [
    'an offset',
    'name: web',
    'name: web\n    query_offset: 1m',
    /^rules-group web: Remove `query_offset: 1m`/,
  ],
  ['a long interval', 'name: web', 'name: web\n    interval: 2m', /^rules-group web: .*`interval: 1m`/],
  [
    'a second rule of one name',
    '    rules:',
    '    rules:\n      - record: route:hits:rate5m\n        expr: vector(1)',
    /^rule-repeated route:hits:rate5m: /,
  ],
  [
    'an alert on the same metrics',
    '    rules:',
    '    rules:\n      - alert: AnyHit\n        expr: sum(rate(hits_total[1m])) > 0',
    /^rule-unasked AnyHit: Remove `AnyHit`/,
  ],
  [
    'an alert on a record that is asked for',
    '        for: 5m',
    '        for: 5m\n      - alert: AnyRoute\n        expr: sum(route:hits:rate5m) > 0',
    /^rule-unasked AnyRoute: /,
  ],
  [
    'an alert that reads nothing',
    '    rules:',
    '    rules:\n      - alert: Always\n        expr: vector(1)',
    /^rule-unasked Always: /,
  ],
])('refuses %s', (_, from, to, found) => {
  expect(problems([from, to])[0]).toMatch(found);
});

test.each<[what: string, ...replacements: [from: string, to: string][]]>([
  ['the reference itself'],
  ['the same durations in other units', [' for: 5m', ' for: 300s'], [': 2m', ': 120s']],
  ['no limit', ['name: web', 'name: web\n    limit: 0']],
  ['a short interval', ['name: web', 'name: web\n    interval: 1m']],
  [
    'a record that another rule reads',
    [
      'sum by (route) (rate(hits_total[5m]))',
      'sum by (route) (path:hits:rate5m)\n      - record: path:hits:rate5m\n        expr: sum by (route, path) (rate(hits_total[5m]))',
    ],
  ],
  [
    'another record of the same metrics, and one of a record',
    [
      '    rules:',
      '    rules:\n      - record: hits:rate1m\n        expr: sum(rate(hits_total[1m]))\n      - record: hits:sum\n        expr: sum(route:hits:rate5m)',
    ],
  ],
  [
    'a rule on other metrics, which another step may ask for',
    ['    rules:', '    rules:\n      - alert: Down\n        expr: up == 0'],
  ],
  [
    'two alerts of one name with their own severities',
    ['        for: 5m', '        for: 5m\n        labels: { severity: page }'],
    [
      '    rules:',
      '    rules:\n      - alert: Queue\n        expr: queue > 1\n        for: 5m\n        keep_firing_for: 2m\n        labels: { severity: ticket }',
    ],
  ],
])('has nothing against %s', (_, ...replacements) => {
  expect(problems(...replacements)).toEqual([]);
});
