import { expect, test } from 'vitest';
import type { KeyAction } from '../terminal/keys.js';
import { textInput } from '../terminal/text-input.js';
import { searchPrompt } from './history-search.js';
import { type Editor, editorOf, ONE_LINE, pressEditor } from './model.js';

const HISTORY = ['up', 'rate(a[1m])', 'sum(up)', 'rate(b[5m])'];

/** `^X`, a key's name, or text. */
function press(start: Editor, ...keys: string[]): Editor & { submitted?: true } {
  return keys.reduce((editor, key) => {
    const letter = /^\^([A-Z])$/.exec(key)?.[1]?.toLowerCase();
    const named: Record<string, KeyAction> = {
      Enter: { type: 'enter' },
      Esc: { type: 'escape' },
      Left: { type: 'edit', edit: { type: 'left' } },
      Backspace: { type: 'edit', edit: { type: 'delete-back' } },
      Undo: { type: 'edit', edit: { type: 'undo' } },
    };
    const action: KeyAction =
      named[key] ??
      (letter ? { type: 'control', letter } : { type: 'edit', edit: { type: 'insert', text: key } });
    return pressEditor(editor, action, ONE_LINE) ?? editor;
  }, start);
}

const draft = (): Editor => press(editorOf(textInput(HISTORY)), 'draft');
const prompt = ({ search }: Editor): string | undefined => search && searchPrompt(search);

test.each<[string, string[], string]>([
  ['the newest entry that has the text', ['rate'], 'rate(b[5m])'],
  ['in upper or lower case', ['RATE'], 'rate(b[5m])'],
  ['an older one', ['rate', '^R'], 'rate(a[1m])'],
  ['the oldest one, for good', ['rate', '^R', '^R', '^R'], 'rate(a[1m])'],
  ['a newer one again', ['rate', '^R', '^S'], 'rate(b[5m])'],
  ['one with a longer text', ['u', 'p'], 'sum(up)'],
  ['the newest with a shorter text', ['rate(a', 'Backspace'], 'rate(b[5m])'],
  ['nothing: the draft stays', ['xyz'], 'draft'],
])('finds %s', (_, keys, text) => {
  expect(press(draft(), '^R', ...keys).input.text).toBe(text);
});

test.each(['Esc', '^G', '^C'])('%s goes back to the text before', (key) => {
  const { input, search } = press(draft(), '^R', 'sum', key);
  expect({ text: input.text, cursor: input.cursor, search }).toEqual({
    text: 'draft',
    cursor: 5,
    search: undefined,
  });
});

test('Enter submits what is found, another key edits it, and undo goes back', () => {
  expect(press(draft(), '^R', 'sum', 'Enter')).toMatchObject({ submitted: true, input: { text: 'sum(up)' } });
  const edited = press(draft(), '^R', 'up', 'Left', 'x');
  expect(edited.input.text).toBe('sumx(up)');
  expect(press(edited, 'Undo', 'Undo').input.text).toBe('draft');
});

test('the prompt says what is searched, and if nothing has it', () => {
  expect(prompt(press(draft(), '^R'))).toBe('history “” › ');
  expect(prompt(press(draft(), '^R', 'up'))).toBe('history “up” › ');
  expect(prompt(press(draft(), '^R', 'xyz'))).toBe('not in the history “xyz” › ');
});

test('without a history, Ctrl-R is not a key of the editor', () => {
  expect(pressEditor(editorOf(textInput()), { type: 'control', letter: 'r' }, ONE_LINE)).toBeUndefined();
});
