import { describe, expect, test } from 'vitest';
import { line, plainText } from '../text/line.js';
import { type Block, fitBlocks } from './screen-fit.js';

describe('fitBlocks', () => {
  const block = (name: string, count: number, priority: number): Block => ({
    lines: Array.from({ length: count }, (_, i) => line(`${name}${i}`)),
    priority,
  });
  const fit = (blocks: Block[], rows: number): string[] => fitBlocks(blocks, rows).map(plainText);

  test.each<[string, Block[], number, string[]]>([
    ['all', [block('a', 1, 1), block('b', 2, 3)], 3, ['a0', 'b0', 'b1']],
    ['the important, in their order', [block('a', 2, 4), block('b', 2, 1)], 3, ['b0', 'b1']],
    [
      'a smaller block after one that does not fit',
      [block('a', 1, 1), block('b', 5, 3), block('c', 1, 4)],
      3,
      ['a0', 'c0'],
    ],
    ['the start of the indispensable', [block('a', 5, 1)], 3, ['a0', 'a1', '… more: PgDn']],
    ['nothing in no room', [block('a', 5, 1)], 0, []],
  ])('shows %s', (_, blocks, rows, expected) => expect(fit(blocks, rows)).toEqual(expected));

  test('leaves one empty line around a block that is left out', () => {
    const [before, after]: Block[] = [
      { lines: [line('before'), []], priority: 1 },
      { lines: [[], line('after')], priority: 1 },
    ];
    expect(fit([before!, block('a', 5, 4), after!], 5)).toEqual(['before', '', 'after']);
  });

  test('gives a block of any length the rows that are left', () => {
    const growing: Block = { lines: (rows) => [line(`room for ${rows}`)], priority: 5 };
    expect(fit([growing, block('a', 2, 1)], 6)).toEqual(['room for 4', 'a0', 'a1']);
  });
});
