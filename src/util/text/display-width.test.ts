import { describe, expect, it } from 'vitest';
import { displayWidth, padEnd, padStart, printable, takeEnd, takeStart, truncate } from './display-width.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['👩‍👩‍👧', 2],
    ['⣿', 1],
  ])('%j takes %d columns', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('printable', () => {
  it.each([
    ['/items/:id', '/items/:id'],
    ['a\nb\tc', 'a\\nb\\tc'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['a\u202eb', 'a\\u202eb'],
    ['漢 é 👍', '漢 é 👍'],
  ])('%j becomes %j', (text, shown) => expect(printable(text)).toBe(shown));
});

describe('truncate', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['abcdef', 0, ''],
    ['漢字漢字', 6, '漢字…'],
    ['漢字漢字', 4, '漢…'],
    ['', 0, ''],
  ])('%j in %d columns is %j', (text, width, shown) => expect(truncate(text, width)).toBe(shown));
});

it('takes starts and ends by whole characters', () => {
  expect(takeStart('a漢b', 2)).toBe('a');
  expect(takeStart('a漢b', 3)).toBe('a漢');
  expect(takeEnd('a漢b', 2)).toBe('b');
  expect(takeEnd('a漢b', 9)).toBe('a漢b');
});

it('pads by columns, not by characters', () => {
  expect(padEnd('漢', 4)).toBe('漢  ');
  expect(padStart('漢', 4)).toBe('  漢');
  expect(padStart('abc', 2)).toBe('abc');
});
