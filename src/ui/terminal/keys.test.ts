import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { createKeyReader } from './keys.js';

const insert = (text: string) => ({ type: 'edit', edit: { type: 'insert', text } });
const change = (type: string) => ({ type: 'edit', edit: { type } });
const press = (input: string, key: Partial<Key> = {}) => createKeyReader()(input, key as Key);

test.each<[string, string, Partial<Key>, object[]]>([
  ['a letter', 'x', {}, [insert('x')]],
  ['a burst', 'rate(', {}, [insert('rate(')]],
  ['a burst and Enter', 'up\r', {}, [insert('up'), { type: 'enter' }]],
  ['pasted lines', 'sum(\r\n\tup\n)', {}, [{ type: 'paste', text: 'sum(\n  up\n)' }]],
  ['pasted lines and Enter', 'a\nb\n', {}, [{ type: 'paste', text: 'a\nb' }, { type: 'enter' }]],
  ['Enter twice in a burst', 'a\r\r', {}, [insert('a'), { type: 'enter' }, { type: 'enter' }]],
  ['a line end of two characters', 'a\r\n', {}, [insert('a'), { type: 'enter' }]],
  ['a tab in a burst', 'htt\t', {}, [insert('htt'), { type: 'tab' }]],
  [
    'keys in a burst',
    '\u0001sum\u007f\u0005',
    {},
    [change('home'), insert('sum'), change('delete-back'), change('end')],
  ],
  ['Enter', '\r', { return: true }, [{ type: 'enter' }]],
  ['alt Enter', '\r', { return: true, meta: true }, [{ type: 'newline' }]],
  ['Enter before the terminal was raw', '\n', {}, [{ type: 'enter' }]],
  ['Esc', '', { escape: true }, [{ type: 'escape' }]],
  ['up', '', { upArrow: true }, [change('older')]],
  ['down', '', { downArrow: true }, [change('newer')]],
  ['left', '', { leftArrow: true }, [change('left')]],
  ['ctrl left', '', { leftArrow: true, ctrl: true }, [change('word-left')]],
  ['alt f', 'f', { meta: true }, [change('word-right')]],
  ['alt d', 'd', { meta: true }, [change('delete-word-forward')]],
  ['alt x', 'x', { meta: true }, []],
  ['home', '', { home: true }, [change('home')]],
  ['end', '', { end: true }, [change('end')]],
  ['backspace', '', { backspace: true }, [change('delete-back')]],
  ['what Ink calls delete', '', { delete: true }, [change('delete-back')]],
  ['ctrl d', 'd', { ctrl: true }, [{ type: 'control', letter: 'd' }]],
  ['ctrl _', '\u001f', {}, [change('undo')]],
  ['ctrl c in a burst', 'up\u0003', {}, [insert('up'), { type: 'control', letter: 'c' }]],
  ['ctrl a', 'a', { ctrl: true }, [change('home')]],
  ['ctrl e', 'e', { ctrl: true }, [change('end')]],
  ['ctrl u', 'u', { ctrl: true }, [change('delete-to-start')]],
  ['ctrl k', 'k', { ctrl: true }, [change('delete-to-end')]],
  ['ctrl w', 'w', { ctrl: true }, [change('delete-word')]],
  ['ctrl y', 'y', { ctrl: true }, [change('yank')]],
  ['ctrl c', 'c', { ctrl: true }, [{ type: 'control', letter: 'c' }]],
  ['ctrl t', 't', { ctrl: true }, [{ type: 'control', letter: 't' }]],
  ['tab', '', { tab: true }, [{ type: 'tab' }]],
  ['page up', '', { pageUp: true }, [{ type: 'page', by: -1 }]],
  ['page down', '', { pageDown: true }, [{ type: 'page', by: 1 }]],
])('%s', (_, input, key, actions) => expect(press(input, key)).toEqual(actions));

test.each<[string, string, Partial<Key>, string]>([
  ['Delete', '\u001b[3~', {}, 'delete-forward'],
  ['Ctrl-Delete', '\u001b[3;5~', { ctrl: true }, 'delete-word-forward'],
  ['Alt-Delete', '\u001b[3;3~', { meta: true }, 'delete-word-forward'],
  ['Backspace', '\u007f', {}, 'delete-back'],
  ['Alt-Backspace', '\u001b\u007f', { meta: true }, 'delete-word'],
])('%s, which Ink calls delete, is told by what the terminal sent', (_, sequence, key, type) => {
  expect(createKeyReader()('', { delete: true, ...key } as Key, sequence)).toEqual([change(type)]);
});

test('a bracketed paste is one text, including line breaks', () => {
  const read = createKeyReader();
  expect(read('[200~', {} as Key)).toEqual([]);
  expect(read('sum(\r', {} as Key)).toEqual([]);
  expect(read('', { tab: true } as Key)).toEqual([]);
  expect(read('up', {} as Key)).toEqual([]);
  expect(read('', { return: true } as Key)).toEqual([]);
  expect(read(')\u0007\n', {} as Key)).toEqual([]);
  expect(read('[201~', {} as Key)).toEqual([{ type: 'paste', text: 'sum(\n  up\n)' }]);
  expect(read('', { return: true } as Key)).toEqual([{ type: 'enter' }]);
});

test('an empty paste is nothing', () => {
  const read = createKeyReader();
  expect(['[200~', '\n', '[201~'].flatMap((input) => read(input, {} as Key))).toEqual([]);
});
