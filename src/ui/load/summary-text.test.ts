import { expect, test } from 'vitest';
import { summaryText } from './summary-text.js';

const words = 'a line of so many words that it does not fit';
const path = '/a/long/path/that/has/no/place/to/break/at/all.json';

test.each([
  ['a text that fits stays as it is', [['load', 'short']], 80, ['load          short']],
  ['without a width, nothing is broken', [['load', words]], undefined, [`load          ${words}`]],
  [
    'breaks at spaces, next to the label',
    [['load', words]],
    40,
    ['load          a line of so many words', '              that it does not fit'],
  ],
  ['a path stays whole', [['saved', path]], 40, [`saved         ${path}`]],
  [
    'colours take no columns',
    [['', '\u001b[31mred and as long as it may\u001b[39m']],
    40,
    ['              \u001b[31mred and as long as it may\u001b[39m'],
  ],
  ['a narrow terminal breaks lines itself', [['load', words]], 30, [`load          ${words}`]],
] as const)('%s', (_, lines, columns, expected) => {
  expect(summaryText(lines, columns).split('\n')).toEqual(expected);
});
