import { expect, it } from 'vitest';
import { alertText, compareOutcomes } from './compare.js';
import type { Outcome } from './deliveries.js';

const ALERTS = [
  { alertname: 'TargetDown', service: 'api', instance: 'a' },
  { alertname: 'TargetDown', service: 'api', instance: 'b' },
  { alertname: 'DatabaseErrors', service: 'database' },
];

const outcome = (
  notified: Record<string, number[][]>,
  muted: Record<string, Record<number, 'silenced' | 'inhibited'>> = {},
): Outcome => ({
  notified: new Map(Object.entries(notified)),
  muted: new Map(
    Object.entries(muted).map(([receiver, by]) => [
      receiver,
      new Map(Object.entries(by).map(([alert, how]) => [Number(alert), how])),
    ]),
  ),
});

it.each<[string, Outcome, Outcome, [rule: string, message: string][]]>([
  ['the same', outcome({ a: [[0, 1]] }), outcome({ a: [[0, 1]] }), []],
  ['the same in another order', outcome({ a: [[0], [1]] }), outcome({ a: [[1], [0]] }), []],
  [
    'one too many',
    outcome({ a: [[2]] }),
    outcome({ a: [[2]], b: [[2]] }),
    [['notified-too', 'DatabaseErrors for service database also went to b. (night)']],
  ],
  [
    'one too few',
    outcome({ a: [[2]], b: [[2]] }),
    outcome({ a: [[2]] }),
    [['not-notified', 'DatabaseErrors for service database reached a, but not b. (night)']],
  ],
  [
    'nobody at all',
    outcome({ b: [[2]] }),
    outcome({}),
    [['not-notified', 'DatabaseErrors for service database did not reach b. (night)']],
  ],
  [
    'another receiver',
    outcome({ a: [[2]] }),
    outcome({ b: [[2]] }),
    [['wrong-receiver', 'DatabaseErrors for service database went to b instead of a. (night)']],
  ],
  [
    'an alert that is not inhibited',
    outcome({ a: [[0]] }, { a: { 2: 'inhibited' } }),
    outcome({ a: [[0], [2]] }),
    [
      [
        'not-inhibited',
        'DatabaseErrors for service database should be inhibited, but a was notified of it. (night)',
      ],
    ],
  ],
  [
    'an alert that is silenced by mistake',
    outcome({ a: [[0], [2]] }),
    outcome({ a: [[2]] }, { a: { 0: 'silenced' } }),
    [
      [
        'silenced-too',
        'TargetDown for service api with instance="a" was silenced, so a heard nothing of it. (night)',
      ],
    ],
  ],
  [
    'too many groups',
    outcome({ a: [[0, 2]] }),
    outcome({ a: [[0], [2]] }),
    [['grouped-apart', 'a got 2 notifications instead of 1']],
  ],
  [
    'too few groups',
    outcome({ a: [[0], [2]] }),
    outcome({ a: [[0, 2]] }),
    [['grouped-together', 'a got 1 notification instead of 2']],
  ],
])('%s', (_, reference, answer, expected) => {
  const found = compareOutcomes('night', ALERTS, { reference, answer });
  expect(found.map(({ rule }) => rule)).toEqual(expected.map(([rule]) => rule));
  found.forEach(({ message }, i) => expect(message).toContain(expected[i]![1]));
});

it('names an alert by what tells it apart', () => {
  expect(ALERTS.map((labels) => alertText(labels, ALERTS))).toEqual([
    'TargetDown for service api with instance="a"',
    'TargetDown for service api with instance="b"',
    'DatabaseErrors for service database',
  ]);
  expect(alertText({ severity: 'page' }, [])).toBe('An alert');
});
