import { expect, test } from 'vitest';
import { createGate } from './gate.js';
import { createRandom } from './random.js';

/** How many of a thousand requests pass. */
function share(pass: () => boolean): number {
  return Array.from({ length: 1000 }, pass).filter(Boolean).length;
}

test('closes gradually, and opens at once', () => {
  let now = 0;
  const gate = createGate(createRandom(1), () => now);
  expect(share(gate.pass)).toBe(1000);
  gate.close(10_000);
  expect(share(gate.pass)).toBe(1000);
  now = 5_000;
  expect(Math.abs(share(gate.pass) - 500)).toBeLessThan(60);
  now = 10_000;
  expect(share(gate.pass)).toBe(0);
  gate.open();
  expect(share(gate.pass)).toBe(1000);
});

test('closes at once', () => {
  const gate = createGate(createRandom(1), () => 5);
  gate.close(0);
  expect(share(gate.pass)).toBe(0);
});
