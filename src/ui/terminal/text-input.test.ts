import { describe, expect, test } from 'vitest';
import { cleared, type Edit, edit, remembered, type TextInput, textInput, wiped } from './text-input.js';

/** A line with its cursor as │. */
function at(marked: string, history: string[] = []): TextInput {
  const cursor = marked.indexOf('│');
  return { ...textInput(history), text: marked.replace('│', ''), cursor };
}
const show = ({ text, cursor }: TextInput): string => `${text.slice(0, cursor)}│${text.slice(cursor)}`;

test.each<[string, Edit['type'], string]>([
  ['ra│te', 'left', 'r│ate'],
  ['│rate', 'left', '│rate'],
  ['ra│te', 'right', 'rat│e'],
  ['rate│', 'right', 'rate│'],
  ['ra│te', 'home', '│rate'],
  ['ra│te', 'end', 'rate│'],
  ['ra│te', 'delete-back', 'r│te'],
  ['│rate', 'delete-back', '│rate'],
  ['ra│te', 'delete-forward', 'ra│e'],
  ['rate│', 'delete-forward', 'rate│'],
  ['ra│te', 'delete-to-start', '│te'],
  ['ra│te', 'delete-to-end', 'ra│'],
  ['sum(rate│', 'delete-word', 'sum(│'],
  ['sum(rate(│', 'delete-word', 'sum(│'],
  ['│', 'delete-word', '│'],
  ['sum(rate(x│', 'word-left', 'sum(rate(│x'],
  ['sum(│rate(x', 'word-right', 'sum(rate│(x'],
  ['rate│', 'word-right', 'rate│'],
  ['sum(│rate(x', 'delete-word-forward', 'sum(│(x'],
  // Several lines.
  ['sum(\n  u│p\n)', 'home', 'sum(\n│  up\n)'],
  ['sum(\n  u│p\n)', 'end', 'sum(\n  up│\n)'],
  ['sum(\n  u│p\n)', 'delete-to-start', 'sum(\n│p\n)'],
  ['sum(\n  u│p\n)', 'delete-to-end', 'sum(\n  u│\n)'],
  ['sum(\n  u│p\n)', 'older', 'sum│(\n  up\n)'],
  ['sum(\n  u│p\n)', 'newer', 'sum(\n  up\n)│'],
  ['👍a\nbcd│', 'older', '👍a│\nbcd'],
  ['👍a\nb│cd', 'older', '👍│a\nbcd'],
  ['\n│', 'older', '│\n'],
  // Whole characters, however many code units.
  ['a👍│', 'left', 'a│👍'],
  ['a│👍', 'right', 'a👍│'],
  ['ae\u0301│', 'delete-back', 'a│'],
  ['👩‍👩‍👧│', 'delete-back', '│'],
])('%s %s: %s', (before, type, after) => {
  expect(show(edit(at(before), { type } as Edit))).toBe(after);
});

test('inserts at the cursor', () => {
  expect(show(edit(at('rate(│)'), { type: 'insert', text: 'up[1m]' }))).toBe('rate(up[1m]│)');
});

test.each<[string, Edit['type'], string]>([
  ['sum(rate│', 'delete-word', 'rate'],
  ['sum│(rate', 'delete-to-end', '(rate'],
  ['sum│(rate', 'delete-to-start', 'sum'],
  ['sum│(rate', 'delete-word-forward', '(rate'],
])('%s %s keeps %j for a yank', (before, type, killed) => {
  const cut = edit(at(before), { type } as Edit);
  const twice = edit(edit(cut, { type: 'yank' }), { type: 'yank' });
  expect(twice.text.length - cut.text.length).toBe(2 * killed.length);
  expect(twice.text.slice(cut.cursor)).toContain(killed + killed);
  // Nothing to cut: what was cut before stays.
  expect(edit({ ...cut, text: '', cursor: 0 }, { type } as Edit).killed).toBe(killed);
});

describe('history', () => {
  const step = (input: TextInput, ...types: ('older' | 'newer')[]): TextInput =>
    types.reduce((line, type) => edit(line, { type }), input);

  test.each<[('older' | 'newer')[], string]>([
    [[], 'dra│ft'],
    [['older'], 'two│'],
    [['older', 'older'], 'one│'],
    [['older', 'older', 'older'], 'one│'],
    [['older', 'older', 'newer'], 'two│'],
    [['older', 'newer'], 'draft│'],
    [['newer'], 'dra│ft'],
  ])('%j', (types, expected) => {
    const input = { ...at('dra│ft', ['one', 'two']) };
    expect(show(step(input, ...types))).toBe(expected);
  });

  test('a submitted text stays in the line, and is in the history once', () => {
    const once = remembered(at('up│', ['x']));
    expect(once).toMatchObject({ text: 'up', history: ['x', 'up'], place: 2 });
    expect(remembered(once).history).toEqual(['x', 'up']);
    expect(remembered(at('x│', ['x', 'up'])).history).toEqual(['up', 'x']);
    expect(remembered(at(' │')).history).toEqual([]);
    expect(cleared(once)).toEqual(textInput(['x', 'up']));
  });
});

describe('undo', () => {
  const type = (input: TextInput, text: string): TextInput =>
    [...text].reduce((before, letter) => edit(before, { type: 'insert', text: letter }), input);
  const undo = (input: TextInput): TextInput => edit(input, { type: 'undo' });

  test('takes back a word that was typed, a paste, a cut and a cleared text, one after the other', () => {
    const typed = type(textInput(), 'sum up');
    const pasted = edit(typed, { type: 'insert', text: '(\n)' });
    const cut = edit(pasted, { type: 'delete-word' });
    const steps = [wiped(cut)];
    while (steps.at(-1)!.undo.length > 0) steps.push(undo(steps.at(-1)!));
    expect(steps.map(show)).toEqual(['│', 'sum │', 'sum up(\n)│', 'sum up│', 'sum │', 'sum│', '│']);
  });

  test('goes back to where the cursor was, and past what was typed elsewhere', () => {
    const typed = type(edit(type(textInput(), 'ab'), { type: 'home' }), 'xy');
    expect(show(typed)).toBe('xy│ab');
    expect(show(undo(typed))).toBe('│ab');
    expect(show(undo(undo(typed)))).toBe('│');
  });

  test('has nothing to take back in an untouched input, and nothing of the text before', () => {
    expect(show(undo(at('up│')))).toBe('up│');
    expect(show(undo(cleared(type(textInput(), 'up'))))).toBe('│');
  });
});
