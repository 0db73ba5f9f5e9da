import { type Line, line } from '../text/line.js';

/** A part of a screen. */
export interface Block {
  /** Its lines; or, for a block of any length, a function from the rows left to its lines. */
  lines: readonly Line[] | ((rows: number) => readonly Line[]);
  /** Lower numbers get room first; among equals, the earlier block. */
  priority: number;
}

/** Up to this priority a block that doesn't fit is cut; after it, it is left out. */
const INDISPENSABLE = 2;

/**
 * Chooses the blocks that fit into a number of rows by priority, and shows them in the order given. A block that
 * matters most is cut rather than left out, and ends with a line that says so.
 */
export function fitBlocks(blocks: readonly Block[], rows: number): Line[] {
  let left = rows;
  const shown = new Map<Block, readonly Line[]>();
  for (const block of [...blocks].sort((a, b) => a.priority - b.priority)) {
    const lines = take(block, left);
    shown.set(block, lines);
    left -= lines.length;
  }
  // Around a block that was left out there can be two empty lines; one is enough.
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
