import isInCi from 'is-in-ci';

/**
 * True where a person sits in front of a terminal that can redraw: then commands show live Ink views and may ask.
 * Ink itself looks only at CI (by the same library, so that both always agree); every command asks here first.
 */
export function isInteractive(): boolean {
  return Boolean(process.stdout.isTTY && process.stdin.isTTY && !isInCi && process.env.TERM !== 'dumb');
}

/** True where stdout can show a live view, even if nothing can be typed. */
export function canRedraw(): boolean {
  return Boolean(process.stdout.isTTY && !isInCi && process.env.TERM !== 'dumb');
}

/** Columns that lines may take: the terminal's, or 80 where stdout is none. */
export function terminalColumns(): number {
  return process.stdout.columns || 80;
}

/** Takes away what was typed, and echoed, before the terminal was silent. */
export const CLEAR_LINE = '\r\u001B[K';
