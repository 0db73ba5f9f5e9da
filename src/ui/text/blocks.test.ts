import { expect, test } from 'vitest';
import { blocksOf } from './blocks.js';

const shown = (source: string): string[] =>
  blocksOf(source).map(({ kind, text, apart }) => `${apart ? '↵ ' : ''}${kind}: ${text}`);

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['a paragraph of two lines', 'one\n  two\n', ['text: one two']],
  ['paragraphs', 'one\n\n\ntwo', ['text: one', '↵ text: two']],
  [
    'a list',
    'Two:\n\n- a\n- b\n  goes on\n\nend',
    ['text: Two:', '↵ item: a', 'item: b goes on', '↵ text: end'],
  ],
  ['a list right after a paragraph', 'Two:\n- a\n* b', ['text: Two:', 'item: a', 'item: b']],
  ['a dash that starts no item', 'a - b\n-1 is less', ['text: a - b -1 is less']],
  [
    'code, an empty line in it included',
    'Write:\n```yaml\na:\n\n  - b: 1\n```\nThen:',
    ['text: Write:', '↵ code: a:\n\n  - b: 1', '↵ text: Then:'],
  ],
  ['code first', '```\nup\n```', ['code: up']],
  ['an unclosed fence', 'x\n\n```\nup', ['text: x', '↵ code: up']],
])('%s', (_, source, blocks) => {
  expect(shown(source)).toEqual(blocks);
});
