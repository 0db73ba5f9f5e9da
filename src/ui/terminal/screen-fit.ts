import { line, type Line } from '../text/line.js';

/** A part of a screen. */
export interface Block {
  /** Its lines; or, for what can be of any length, the lines it makes of the rows that are left. */
  lines: readonly Line[] | ((rows: number) => readonly Line[]);
  /** Who gets room first: 0 before all others. Among equals, who comes first. */
  priority: number;
}

/** Up to this priority a block is cut where it can't be whole; behind it, it is left out. */
const INDISPENSABLE = 2;

/**
 * Chooses what fits into a number of rows: the important before the rest, shown in the order given. What matters most is cut
 * rather than left out, and says so. Pure.
 */
export function fitBlocks(blocks: readonly Block[], rows: number): Line[] {
  let left = rows;
  const shown = new Map<Block, readonly Line[]>();
  for (const block of [...blocks].sort((a, b) => a.priority - b.priority)) {
    const lines = take(block, left);
    shown.set(block, lines);
    left -= lines.length;
  }
  // What is left out leaves the empty lines around it, and one of them is enough.
  return blocks.reduce<Line[]>((lines, block) => {
    const rows = shown.get(block)!;
    const doubled = rows[0]?.length === 0 && lines.at(-1)?.length === 0;
    return [...lines, ...rows.slice(doubled ? 1 : 0)];
  }, []);
}

function take({ lines, priority }: Block, rows: number): readonly Line[] {
  const wanted = typeof lines === 'function' ? lines(rows) : lines;
  if (wanted.length <= rows) return wanted;
  if (priority > INDISPENSABLE || rows < 1) return [];
  return [...wanted.slice(0, rows - 1), line('… more: PgDn', 'dim')];
}
