import { describe, expect, test } from 'vitest';
import { plainText } from '../text/line.js';
import type { Completion } from './completions.js';
import { highlight } from './highlight.js';
import { layOutInput, popupLines } from './input-text.js';

/** The rows, with the cursor as │. */
function rows(marked: string, width = 20, maxRows = 10): string[] {
  const cursor = marked.indexOf('│');
  const { lines, cursor: at } = layOutInput({ text: marked.replace('│', ''), cursor }, { width, maxRows });
  return lines.map(plainText).map((row, y) => {
    // Every character in these cases is one column wide, except the ideographs before the cursor.
    const x = at.x - [...row].filter((char) => char > '\u3000').length;
    return y === at.y ? `${row.slice(0, x)}│${row.slice(x)}` : row;
  });
}

test.each<[string, number, number, string[]]>([
  ['│', 20, 10, ['› │']],
  ['up│', 20, 10, ['› up│']],
  ['sum(│\n  up\n)', 20, 10, ['› sum(│', '    up', '  )']],
  ['sum(\n│', 20, 10, ['› sum(', '  │']],
  ['sum(\n│\n)', 20, 10, ['› sum(', '  │', '  )']],
  ['abcdefg│h', 10, 10, ['› abcdefg', '  │h']],
  ['abcd efgh│', 10, 10, ['› abcd ', '  efgh│']],
  ['abc(de│fg{hijk', 10, 10, ['› abc(', '  de│fg{', '  hijk']],
  ['abc (de│f', 10, 10, ['› abc (', '  de│f']],
  ['abcdef │g', 10, 10, ['› abcdef ', '  │g']],
  ['漢字│', 20, 10, ['› 漢字│']],
  ['a\nb\nc\nd│\ne', 20, 2, ['  c', '  d│']],
  ['a│\nb\nc', 20, 2, ['› a│', '  b']],
])('%j in %d columns and %d rows', (marked, width, maxRows, expected) => {
  expect(rows(marked, width, maxRows)).toEqual(expected);
});

test('tones, across rows', () => {
  const text = 'rate(\nup[5m])';
  const { lines } = layOutInput({ text, cursor: 0 }, { width: 20, maxRows: 5, spans: highlight(text) });
  expect(lines).toEqual([
    [{ text: '› ', tone: 'code' }, { text: 'rate', tone: 'function' }, { text: '(' }],
    [
      { text: '  ', tone: 'code' },
      { text: 'up', tone: 'metric' },
      { text: '[' },
      { text: '5m', tone: 'number' },
      { text: '])' },
    ],
  ]);
});

test('a placeholder is only shown in an empty input', () => {
  const look = { width: 20, maxRows: 1, prompt: 'Number › ', placeholder: 'such as 250ms' };
  expect(layOutInput({ text: '', cursor: 0 }, look)).toMatchObject({ cursor: { x: 9, y: 0 } });
  expect(plainText(layOutInput({ text: '', cursor: 0 }, look).lines[0]!)).toBe('Number › such as 2…');
  expect(plainText(layOutInput({ text: '1', cursor: 1 }, look).lines[0]!)).toBe('Number › 1');
});

describe('the list of completions', () => {
  const item = (label: string, info = ''): Completion => ({ label, detail: 'counter', info, insert: label });
  const show = (items: Completion[], selected: number, rows = 5, column = 0, width = 40): string[] =>
    popupLines({ from: 0, items, selected }, width, rows, column).map(plainText);

  test('marks the selected item, and shows its description', () => {
    expect(show([item('up'), item('upper', 'Above.')], 1)).toEqual([
      '  up     counter',
      '▸ upper  counter',
      '  Above.',
    ]);
    expect(show([item('up')], 0)).toEqual(['▸ up  counter', '']);
  });

  test('shows a part of a long list, with the selected item in it', () => {
    const many = Array.from({ length: 30 }, (_, i) => item(`m${i}`));
    for (let selected = 0; selected < 30; selected++) {
      const lines = show(many, selected);
      expect(lines).toHaveLength(5);
      expect(lines.find((text) => text.startsWith('▸'))).toMatch(new RegExp(`^▸ m${selected} `));
      expect(lines.at(-1)).toBe(`  ${selected + 1} of 30`);
    }
  });

  test('is below its word if there is room', () => {
    expect(show([item('up')], 0, 5, 10)[0]).toBe('        ▸ up  counter');
    expect(show([item('up')], 0, 5, 39)[0]).toBe(`${' '.repeat(27)}▸ up  counter`);
  });

  test('is never wider than the terminal', () => {
    const long = [item('x'.repeat(200), 'y'.repeat(200))];
    for (const width of [20, 40, 80]) {
      for (const text of show(long, 0, 5, 9, width)) expect(text.length).toBeLessThanOrEqual(width);
    }
  });
});
