import { expect, test } from 'vitest';
import { HIGH_WATER, OwnItems } from './own-items.js';
import { type Plan, planNext } from './plan.js';
import { createRandom } from './random.js';

function itemsUpTo(count: number): OwnItems {
  const own = new OwnItems();
  for (let id = 1; id <= count; id++) own.add(id);
  return own;
}

function plans(own: OwnItems, seed = 1, count = 5000): Plan[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => planNext(random, own));
}

function share(all: readonly Plan[], matches: (plan: Plan) => boolean): number {
  return all.filter(matches).length / all.length;
}

test('the same seed gives the same requests, another seed gives others', () => {
  expect(plans(itemsUpTo(60), 5, 100)).toEqual(plans(itemsUpTo(60), 5, 100));
  expect(plans(itemsUpTo(60), 5, 100)).not.toEqual(plans(itemsUpTo(60), 6, 100));
});

test.each<[string, (plan: Plan) => boolean, number]>([
  ['lists', ({ operation }) => operation === 'list', 0.35],
  ['gets', ({ operation }) => operation === 'get', 0.38],
  ['creates', ({ operation }) => operation === 'create', 0.13],
  ['updates', ({ operation }) => operation === 'update', 0.09],
  ['deletes', ({ operation }) => operation === 'delete', 0.05],
  ['items that do not exist', ({ operation, id }) => operation === 'get' && id === undefined, 0.04],
  ['items that are not valid', ({ body }) => (body as { price?: number })?.price === -1, 0.03],
])('the mix has its share of %s', (_what, matches, expected) => {
  expect(share(plans(itemsUpTo(60)), matches)).toBeCloseTo(expected, 1.5);
});

const creates = ({ operation, body }: Plan): boolean =>
  operation === 'create' && (body as { price: number }).price >= 0;
const deletes = ({ operation }: Plan): boolean => operation === 'delete';

test('with many items deletes outnumber creates, and take the oldest', () => {
  const all = plans(itemsUpTo(HIGH_WATER));
  expect(share(all, deletes)).toBeGreaterThan(share(all, creates));
  expect(new Set(all.filter(deletes).map((plan) => plan.id))).toEqual(new Set([1]));
});

test('with far too many items deletes dominate', () => {
  expect(share(plans(itemsUpTo(2 * HIGH_WATER)), deletes)).toBeGreaterThan(0.5);
});

test('with few items creates dominate', () => {
  const own = itemsUpTo(10);
  own.surveyed(0, 100, 10);
  expect(share(plans(own), creates)).toBeGreaterThan(0.5);
});

test('requests that need an item list some instead while none is known', () => {
  const all = plans(new OwnItems());
  expect(all.filter(({ id }) => id !== undefined)).toEqual([]);
  expect(share(all, ({ survey }) => survey !== undefined)).toBeGreaterThan(0.5);
});
