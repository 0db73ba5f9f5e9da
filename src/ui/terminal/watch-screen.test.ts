import { expect, test } from 'vitest';
import { rowsOf } from './watch-screen.js';

test.each<[string[], number, number]>([
  [['a'.repeat(30), '', 'b'.repeat(20)], 80, 3],
  [['a'.repeat(30), '', 'b'.repeat(20)], 20, 4],
  [['\u001b[31maaaa\u001b[39m'], 4, 1],
  [[], 80, 0],
])('counts the rows of lines that a narrower terminal has wrapped', (lines, columns, rows) =>
  expect(rowsOf(lines, columns)).toBe(rows),
);
