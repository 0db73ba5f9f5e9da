import { expect, test } from 'vitest';
import { HIGH_WATER, LOW_WATER, OWN_PREFIX, OwnItems } from './own-items.js';
import { createRandom } from './random.js';

const random = createRandom(1);

test('starts with nothing, and does not fill up before it has read the whole table', () => {
  const own = new OwnItems();
  expect(own).toMatchObject({ size: 0, scarce: false, shrinking: false, surveyOffset: 0 });
  expect(own.oldest()).toBeUndefined();
  expect(own.any(random)).toBeUndefined();
  own.surveyed(0, 100, 150);
  expect(own).toMatchObject({ scarce: false, surveyOffset: 100 });
  own.surveyed(100, 100, 150);
  expect(own).toMatchObject({ scarce: true, surveyOffset: 0 });
});

test('recognizes its own items from an earlier run, and nobody else’s', () => {
  const own = new OwnItems();
  own.adopt([
    { id: 9, name: `${OWN_PREFIX}red lamp` },
    { id: 4, name: 'somebody’s lamp' },
    { id: 7, name: `${OWN_PREFIX}blue lamp` },
    { id: 9, name: `${OWN_PREFIX}red lamp` },
  ]);
  expect(own.size).toBe(2);
  expect(own.oldest()).toBe(7);
  expect([7, 9]).toContain(own.any(random));
});

test('does not offer items that will be deleted soon', () => {
  const own = new OwnItems();
  for (let id = 20; id >= 1; id--) own.add(id);
  const offered = Array.from({ length: 1000 }, () => own.any(random));
  expect(new Set(offered)).toEqual(new Set(Array.from({ length: 15 }, (_, i) => i + 6)));
});

test('does not add a removed item again from an older page', () => {
  const own = new OwnItems();
  const page = [{ id: 1, name: `${OWN_PREFIX}red lamp` }];
  own.adopt(page);
  own.remove(1);
  own.adopt(page);
  expect(own.size).toBe(0);
  own.add(1); // its deletion failed
  expect(own.size).toBe(1);
});

test('shrinks from the high-water mark to the low-water mark', () => {
  const own = new OwnItems();
  for (let id = 1; id < HIGH_WATER; id++) own.add(id);
  expect(own.shrinking).toBe(false);
  own.add(HIGH_WATER);
  expect(own.shrinking).toBe(true);
  for (let id = 1; id < HIGH_WATER - LOW_WATER; id++) own.remove(id);
  expect(own).toMatchObject({ size: LOW_WATER + 1, shrinking: true });
  own.remove(HIGH_WATER);
  expect(own).toMatchObject({ size: LOW_WATER, shrinking: false });
});
