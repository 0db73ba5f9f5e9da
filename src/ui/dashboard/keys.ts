import type { KeyAction } from '../terminal/keys.js';

/** The keys of a dashboard. */

export type DashboardKey =
  | { type: 'quit' }
  /** Ctrl-C. */
  | { type: 'interrupt' }
  /** The next dashboard, or the one before it. */
  | { type: 'dashboard'; by: 1 | -1 }
  /** A longer time range, or a shorter one. */
  | { type: 'range'; by: 1 | -1 }
  /** Lines to scroll down, negative for up; then whole pages, and all the way to one end. */
  | { type: 'scroll'; by: number }
  | { type: 'page'; by: 1 | -1 }
  | { type: 'end'; of: 'top' | 'bottom' };

const LETTERS: Readonly<Record<string, DashboardKey>> = {
  q: { type: 'quit' },
  n: { type: 'dashboard', by: 1 },
  p: { type: 'dashboard', by: -1 },
  '+': { type: 'range', by: 1 },
  '=': { type: 'range', by: 1 },
  '-': { type: 'range', by: -1 },
  k: { type: 'scroll', by: -1 },
  j: { type: 'scroll', by: 1 },
  b: { type: 'page', by: -1 },
  ' ': { type: 'page', by: 1 },
  g: { type: 'end', of: 'top' },
  G: { type: 'end', of: 'bottom' },
};

const EDITS: Readonly<Record<string, DashboardKey>> = {
  older: { type: 'scroll', by: -1 },
  newer: { type: 'scroll', by: 1 },
  left: { type: 'dashboard', by: -1 },
  right: { type: 'dashboard', by: 1 },
  home: { type: 'end', of: 'top' },
  end: { type: 'end', of: 'bottom' },
};

/** What a key asks for; several if letters came in a burst, none if it means nothing here. */
export function dashboardKeys(action: KeyAction): DashboardKey[] {
  switch (action.type) {
    case 'escape':
      return [{ type: 'quit' }];
    case 'control':
      return action.letter === 'c' ? [{ type: 'interrupt' }] : [];
    case 'tab':
      return [{ type: 'dashboard', by: 1 }];
    case 'page':
      return [{ type: 'page', by: action.by }];
    case 'edit':
      if (action.edit.type === 'insert') {
        return [...action.edit.text].flatMap((letter) => LETTERS[letter] ?? []);
      }
      return EDITS[action.edit.type] ? [EDITS[action.edit.type]!] : [];
    default:
      return [];
  }
}

/** The first line shown after a key that scrolls a dashboard that is taller than the terminal. */
export function scrolledTo(
  first: number,
  key: Extract<DashboardKey, { type: 'scroll' | 'page' | 'end' }>,
  { lines, rows }: { lines: number; rows: number },
): number {
  const to =
    key.type === 'end'
      ? key.of === 'top'
        ? 0
        : lines
      : first + key.by * (key.type === 'page' ? Math.max(1, rows - 2) : 1);
  return clampScroll(to, { lines, rows });
}

/** Keeps the position within the dashboard, even when the terminal grows. */
export function clampScroll(first: number, { lines, rows }: { lines: number; rows: number }): number {
  return Math.max(0, Math.min(first, lines - rows));
}
