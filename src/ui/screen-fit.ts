import { line, type Line } from './rich-text.js';

/** A part of a screen. */
export interface Block {
  lines: readonly Line[];
  /** Who gets room first: 0 before all others. Among equals, who comes first. */
  priority: number;
  /** May be cut short, but not below this; without it, it is shown whole or, where it is not the most important, not at all. */
  atLeast?: number;
}

/**
 * Chooses what fits into a number of rows: the important before the rest, in the order given. What matters most is cut rather
 * than left out, and says so. Pure.
 */
export function fitBlocks(blocks: readonly Block[], rows: number): Line[] {
  let left = rows;
  const shown = new Map<Block, readonly Line[]>();
  for (const block of [...blocks].sort((a, b) => a.priority - b.priority)) {
    const lines = take(block, left);
    shown.set(block, lines);
    left -= lines.length;
  }
  return blocks.flatMap((block) => shown.get(block)!);
}

/** Up to this priority a block is cut where it can't be whole. */
const INDISPENSABLE = 2;

function take({ lines, priority, atLeast }: Block, rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  if (atLeast !== undefined) return rows >= atLeast ? lines.slice(0, rows) : [];
  if (priority > INDISPENSABLE || rows < 1) return [];
  return [...lines.slice(0, rows - 1), line('… more fits into a taller terminal', 'dim')];
}
