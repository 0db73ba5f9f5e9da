import { expect, it } from 'vitest';
import { lineWidth, plainText } from './line.js';
import { markdownLines } from './markdown.js';

const shown = (source: string, width = 40): string[] => markdownLines(source, width).map(plainText);

it.each<[string, string, string[]]>([
  ['headings', '# One\n\n## Two\n\n### Three *now*', ['One', '═══', '', 'Two', '───', '', 'Three now']],
  ['a paragraph, wrapped', 'one two\nthree `a b`', ['one two three a b']],
  ['lists', '- one\n- two\n  - three\n\n1. a\n2. b', ['• one', '• two', '  • three', '', '1. a', '2. b']],
  ['fenced and indented code', '```promql\nup  ==  1\n```\n\n    a  b', ['  up  ==  1', '', '  a  b']],
  ['a quote', '> one\n> two', ['│ one two']],
  ['entities and escapes', 'a &lt; b, \\<bool\\>, a&nbsp;b', ['a < b, <bool>, a b']],
  ['HTML and comments: nothing', '<!-- no -->\n\n<p align="x">\n\na <b>bold</b> word', ['a bold word']],
  ['a picture', '![A load test](x.svg)', ['[picture: A load test]']],
  ['a URL and a link', '<https://a.b/c> and [here](https://d.e)', ['https://a.b/c and here (https://d.e)']],
  [
    'links to pages',
    '[load.md](load.md), [the notes](docs/OBSERVABILITY_WATCH.md#a), [below](#b)',
    ['obs-lab docs load, the notes (obs-lab', 'docs observability-watch), below'],
  ],
  [
    'a table',
    '| a | b |\n| - | - |\n| `one` | two three |\n',
    ['a    b', '───  ─────────', 'one  two three'],
  ],
])('%s', (_name, source, lines) => expect(shown(source)).toEqual(lines));

const TABLE = `| tier | what it is for |
| - | - |
| light | a load that every machine can take, to compare with |
| medium | more |
`;

it('wraps a table’s cells between words so that it fits', () => {
  const lines = markdownLines(TABLE, 30);
  expect(Math.max(...lines.map(lineWidth))).toBeLessThanOrEqual(30);
  expect(lines.map(plainText)).toEqual([
    'tier    what it is for',
    '──────  ──────────────────────',
    'light   a load that every',
    '        machine can take, to',
    '        compare with',
    'medium  more',
  ]);
});

it('lists the cells of a table that is too narrow for its words', () => {
  const lines = shown(TABLE, 13);
  expect(lines.slice(0, 3)).toEqual(['tier: light', '  what it is', '    for: a']);
  expect(lines.join(' ')).toContain('machine');
});
