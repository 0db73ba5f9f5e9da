import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../util/text/display-width.js';
import { plainText } from './line.js';
import { inlineCode, paragraphs } from './paragraphs.js';
import { fit, wrap } from './wrap.js';

describe('wrap', () => {
  test.each<[string, number, string[]]>([
    ['one two three', 20, ['one two three']],
    ['one two three', 8, ['one two', 'three']],
    ['one two three', 7, ['one two', 'three']],
    ['one  two', 4, ['one', 'two']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['ab cdefghij', 4, ['ab', 'cdef', 'ghij']],
    ['漢字漢字', 5, ['漢字', '漢字']],
    ['', 5, ['']],
    ['a\u00a0b c', 4, ['a\u00a0b', 'c']],
  ])('%j in %d', (text, width, expected) => {
    expect(wrap([{ text }], width).map(plainText)).toEqual(expected);
  });

  test('keeps tones and indents', () => {
    expect(
      wrap(inlineCode('use `rate(x)` now'), 10, { first: [{ text: '- ' }], rest: [{ text: '  ' }] }),
    ).toEqual([
      [{ text: '- use' }],
      [{ text: '  ' }, { text: 'rate(x)', tone: 'code' }],
      [{ text: '  now' }],
    ]);
  });

  test.each([1, 2, 3, 5, 9])('never leaves %d columns, and always ends', (width) => {
    const lines = wrap([{ text: 'a bb ccc dddd 漢字 eeeeeeeeeeeeeeee' }], width);
    if (width > 1) for (const row of lines) expect(displayWidth(plainText(row))).toBeLessThanOrEqual(width);
  });
});

test('separates paragraphs, and joins their lines', () => {
  expect(paragraphs('one\ntwo\n\nthree\n', 40).map(plainText)).toEqual(['one two', '', 'three']);
});

test('indents lists, and keeps code as written', () => {
  const source =
    'Do:\n\n- one thing and\n  another\n- `two`\n\n```yaml\na:\n  - b\n\nc: 123456789012345\n```\nDone.';
  const first = [{ text: '1 ' }];
  const rest = [{ text: '| ' }];
  expect(paragraphs(source, 14, { first, rest }).map(plainText)).toEqual([
    '1 Do:',
    '',
    '| - one thing',
    '|   and',
    '|   another',
    '| - two',
    '',
    '| a:',
    '|   - b',
    '|',
    '| c: 123456789',
    '| 012345',
    '',
    '| Done.',
  ]);
});

describe('fit', () => {
  test.each<[string, number, string[]]>([
    ['✓ short', 20, ['✓ short']],
    ['  → one two three', 12, ['  → one two', '    three']],
    ['    one two three', 12, ['    one two', '    three']],
    ['→ see /a/very/long/path', 12, ['→ see', '  /a/very/long/path']],
    ['a  b  c', Infinity, ['a  b  c']],
  ])('%j in %d', (text, columns, lines) => {
    expect(fit([[{ text }]], columns).map(plainText)).toEqual(lines);
  });

  test('continues at a column, unless little would be left', () => {
    const hung = (text: string, columns: number, hang: number) =>
      fit([[{ text }]], columns, hang).map(plainText);
    expect(hung('name    one two three', 16, 8)).toEqual(['name    one two', '        three']);
    expect(hung('a    one two', 8, 7)).toEqual(['a    one', '    two']);
  });
});
