import { expect, test } from 'vitest';
import { line } from '../../text/line.js';
import { eraseView } from './use-inline-redraw.js';

const lines = ['a'.repeat(30), '', 'b'.repeat(20)].map((text) => line(text));

test.each<[string, number, { x: number; y: number } | undefined, number]>([
  ['as wide as ever: to the first row', 80, { x: 5, y: 2 }, 2],
  ['wrapped above the cursor', 20, { x: 5, y: 2 }, 3],
  ['wrapped before the cursor', 20, { x: 25, y: 0 }, 1],
  ['the cursor on the first row', 20, { x: 5, y: 0 }, 0],
  ['no cursor: from below the last row', 10, undefined, 6],
])('erases the rows that there are: %s', (_, columns, cursor, up) => {
  const moved = up > 0 ? `\u001B[${up}A` : '';
  expect(eraseView({ lines, ...(cursor && { cursor }) }, columns)).toBe(`${moved}\r\u001B[J`);
});
