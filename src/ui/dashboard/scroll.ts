import type { Key } from 'ink';

/** Scrolling a dashboard that is taller than the terminal. */

/** The first line shown after a key; undefined if the key doesn't scroll. */
export function scrollTo(
  first: number,
  input: string,
  key: Partial<Key>,
  { lines, rows }: { lines: number; rows: number },
): number | undefined {
  const to = target(first, input, key, { lines, rows });
  return to === undefined ? undefined : clampScroll(to, { lines, rows });
}

/** Keeps the position within the dashboard, even when the terminal grows. */
export function clampScroll(first: number, { lines, rows }: { lines: number; rows: number }): number {
  return Math.max(0, Math.min(first, lines - rows));
}

function target(
  first: number,
  input: string,
  key: Partial<Key>,
  { lines, rows }: { lines: number; rows: number },
): number | undefined {
  if (key.upArrow || input === 'k') return first - 1;
  if (key.downArrow || input === 'j') return first + 1;
  if (key.pageUp || input === 'b') return first - Math.max(1, rows - 2);
  if (key.pageDown || input === ' ') return first + Math.max(1, rows - 2);
  if (key.home || input === 'g') return 0;
  if (key.end || input === 'G') return lines;
  return undefined;
}
