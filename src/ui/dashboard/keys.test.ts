import { expect, test } from 'vitest';
import type { KeyAction } from '../terminal/keys.js';
import { clampScroll, dashboardKeys, scrolledTo } from './keys.js';
import { keysText } from './view.js';

const change = (type: 'older' | 'newer' | 'left' | 'right' | 'home' | 'end'): KeyAction => ({
  type: 'edit',
  edit: { type },
});
const typed = (text: string): KeyAction => ({ type: 'edit', edit: { type: 'insert', text } });

test.each<[string, KeyAction, number, number]>([
  ['↓', change('newer'), 5, 6],
  ['↑', change('older'), 0, 0],
  ['PgDn', { type: 'page', by: 1 }, 5, 23],
  ['PgUp', { type: 'page', by: -1 }, 5, 0],
  ['End', change('end'), 5, 80],
  ['G', typed('G'), 5, 80],
  ['g', typed('g'), 5, 0],
  ['jjj in a burst', typed('jjj'), 5, 8],
  ['↓ at the end', change('newer'), 80, 80],
])('%s scrolls', (_, action, first, expected) => {
  const keys = dashboardKeys(action) as Parameters<typeof scrolledTo>[1][];
  expect(keys.reduce((at, key) => scrolledTo(at, key, { lines: 100, rows: 20 }), first)).toBe(expected);
});

test.each<[string, KeyAction, object[]]>([
  ['→', change('right'), [{ type: 'dashboard', by: 1 }]],
  ['←', change('left'), [{ type: 'dashboard', by: -1 }]],
  [
    '+ and -',
    typed('+-'),
    [
      { type: 'range', by: 1 },
      { type: 'range', by: -1 },
    ],
  ],
  ['q', typed('q'), [{ type: 'quit' }]],
  ['Esc', { type: 'escape' }, [{ type: 'quit' }]],
  ['Ctrl-C', { type: 'control', letter: 'c' }, [{ type: 'interrupt' }]],
  ['another letter', typed('x'), []],
])('%s is a key of the dashboard', (_, action, keys) => expect(dashboardKeys(action)).toEqual(keys));

test.each([
  [80, 'lines 1–9 of 60', '← → dashboard · + - range · ↑↓ PgUp PgDn scroll · lines 1–9 of 60 · q quits'],
  [60, 'lines 1–9 of 60', '← → dashboard · + - range · lines 1–9 of 60 · q quits'],
  [30, 'lines 1–9 of 60', 'lines 1–9 of 60 · q quits'],
  [80, undefined, '← → dashboard · + - range · q quits'],
])('in %d columns it shows the keys that fit', (columns, position, text) =>
  expect(keysText(position, columns)).toBe(text),
);

test('does not scroll what fits', () => expect(clampScroll(5, { lines: 10, rows: 20 })).toBe(0));
