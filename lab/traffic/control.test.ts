import { expect, test } from 'vitest';
import { parsePause } from './control.js';

test.each<[string, number | undefined]>([
  ['{"seconds": 1}', 1],
  ['{"seconds": 900}', 900],
  ['{"seconds": 0}', undefined],
  ['{"seconds": 901}', undefined],
  ['{"seconds": 1.5}', undefined],
  ['{"seconds": "5"}', undefined],
  ['{}', undefined],
  ['null', undefined],
  ['5', undefined],
  ['', undefined],
  ['{', undefined],
])('%s asks for %s seconds', (body, seconds) => {
  expect(parsePause(body)).toBe(seconds);
});
