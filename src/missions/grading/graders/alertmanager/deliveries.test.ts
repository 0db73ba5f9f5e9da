import { expect, it } from 'vitest';
import { alone, keyOf, type Outcome } from './deliveries.js';

const TOGETHER: Outcome = {
  notified: new Map([
    ['pages', [[0, 2], [1]]],
    ['tickets', [[2]]],
  ]),
  muted: new Map([['tickets', new Map([[1, 'silenced'] as const])]]),
};

it.each([
  ['in a group with another', 0, { pages: [[0]] }, {}],
  ['in a group of its own, and silenced', 1, { pages: [[0]] }, { tickets: [[0, 'silenced']] }],
  ['for two receivers', 2, { pages: [[0]], tickets: [[0]] }, {}],
  ['for nobody', 3, {}, {}],
])('sees an alert as if it were alone: %s', (_, alert, notified, muted) => {
  const outcome = alone(alert, TOGETHER);
  expect(Object.fromEntries(outcome.notified)).toEqual(notified);
  expect(Object.fromEntries([...outcome.muted].map(([receiver, all]) => [receiver, [...all]]))).toEqual(
    muted,
  );
});

it('takes labels in any order for the same alert', () => {
  expect(keyOf({ a: '1', b: '2' })).toBe(keyOf({ b: '2', a: '1' }));
});
