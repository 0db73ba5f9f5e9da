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
  ['pasted lines', 'sum(\r\n  up\n)', {}, [insert('sum( up )')]],
  [
    'keys in a burst',
    '\u0001sum\u007f\u0005',
    {},
    [change('home'), insert('sum'), change('delete-back'), change('end')],
  ],
  ['Enter', '\r', { return: true }, [{ type: 'enter' }]],
  ['Esc', '', { escape: true }, [{ type: 'escape' }]],
  ['up', '', { upArrow: true }, [change('older')]],
  ['down', '', { downArrow: true }, [change('newer')]],
  ['left', '', { leftArrow: true }, [change('left')]],
  ['ctrl left', '', { leftArrow: true, ctrl: true }, [change('word-left')]],
  ['alt f', 'f', { meta: true }, [change('word-right')]],
  ['alt x', 'x', { meta: true }, []],
  ['home', '', { home: true }, [change('home')]],
  ['end', '', { end: true }, [change('end')]],
  ['backspace', '', { backspace: true }, [change('delete-back')]],
  ['what Ink calls delete', '', { delete: true }, [change('delete-back')]],
  ['ctrl a', 'a', { ctrl: true }, [change('home')]],
  ['ctrl e', 'e', { ctrl: true }, [change('end')]],
  ['ctrl u', 'u', { ctrl: true }, [change('delete-to-start')]],
  ['ctrl k', 'k', { ctrl: true }, [change('delete-to-end')]],
  ['ctrl w', 'w', { ctrl: true }, [change('delete-word')]],
  ['ctrl c', 'c', { ctrl: true }, [{ type: 'control', letter: 'c' }]],
  ['ctrl t', 't', { ctrl: true }, [{ type: 'control', letter: 't' }]],
  ['tab', '', { tab: true }, []],
])('%s', (_, input, key, actions) => expect(press(input, key)).toEqual(actions));

test('a bracketed paste is text, line ends and all', () => {
  const read = createKeyReader();
  expect(read('[200~', {} as Key)).toEqual([]);
  expect(read('sum(\r', {} as Key)).toEqual([insert('sum( ')]);
  expect(read('', { return: true } as Key)).toEqual([insert(' ')]);
  expect(read('up)\n', {} as Key)).toEqual([insert('up) ')]);
  expect(read('[201~', {} as Key)).toEqual([]);
  expect(read('', { return: true } as Key)).toEqual([{ type: 'enter' }]);
});
