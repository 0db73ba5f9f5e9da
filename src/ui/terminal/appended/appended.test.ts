import { expect, test } from 'vitest';
import { line } from '../../text/line.js';
import { appendsOnly } from '../terminal.js';
import { createFrameNews } from './frame-news.js';
import { typedActions, type Typing } from './typed-actions.js';

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{ TERM: 'dumb' }, true],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'xterm', OBS_LAB_SCREEN_READER: '1' }, true],
  [{ TERM: 'xterm', OBS_LAB_SCREEN_READER: '0' }, false],
  [{ TERM: 'xterm', INK_SCREEN_READER: 'true' }, true],
])('with %o, output is only appended: %s', (env, expected) => expect(appendsOnly(env)).toBe(expected));

const insert = (text: string) => ({ type: 'edit', edit: { type: 'insert', text } });
const submit = (text: string) => [
  { type: 'edit', edit: { type: 'clear' } },
  { type: 'paste', text },
  { type: 'enter' },
];

test.each<[string, Typing, object[]]>([
  ['sum(up) ', 'text', submit('sum(up)')],
  ['sum(up', 'text', [...submit('sum(up'), { type: 'enter' }]],
  ['up', 'text', submit('up')],
  ['', 'text', [{ type: 'enter' }]],
  ['^T', 'text', [{ type: 'control', letter: 't' }]],
  ['ctrl-g', 'keys', [{ type: 'control', letter: 'g' }]],
  ['Esc', 'text', [{ type: 'escape' }]],
  ['PgDn', 'keys', [{ type: 'page', by: 1 }]],
  ['down', 'keys', [{ type: 'edit', edit: { type: 'newer' } }]],
  ['b', 'keys-and-enter', [insert('b'), { type: 'enter' }]],
  ['y', 'keys', [insert('y')]],
])('the line %j, taken as %s', (text, typing, actions) =>
  expect(typedActions(text, typing)).toEqual(actions),
);

test('news are the lines that were not there before; a clock is not news, but an answer’s numbers are', () => {
  let frame = ['Step 1', '', '› ', 'Waiting 9 s'];
  const news = createFrameNews(() => frame.map((text) => line(text)));
  expect(news(false)).toEqual(['Step 1', 'Waiting 9 s']);
  frame = ['Step 1', '', '› ', 'Waiting 8 s'];
  expect(news(false)).toEqual([]);
  frame = ['Step 1', '✗ Not yet.', '› upp', 'value 7'];
  expect(news(true)).toEqual(['✗ Not yet.', 'value 7']);
  frame = ['Step 1', '✗ Not yet.', '› up', 'value 8'];
  expect(news(true)).toEqual(['value 8']);
  // The same verdict again is said again.
  expect(news(true)).toEqual(['Step 1', '✗ Not yet.', 'value 8']);
});
