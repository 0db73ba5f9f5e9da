/**
 * True where a person sits in front of a terminal that can redraw: then commands show live Ink views and may ask.
 * Ink itself looks only at CI, so every command asks here first.
 */
export function isInteractive(): boolean {
  return Boolean(process.stdout.isTTY && process.stdin.isTTY && !isCi() && process.env.TERM !== 'dumb');
}

/** True where stdout can show a live view, even if nothing can be typed. */
export function canRedraw(): boolean {
  return Boolean(process.stdout.isTTY && !isCi() && process.env.TERM !== 'dumb');
}

/** Columns that lines may take: the terminal's, or 80 where stdout is none. */
export function terminalColumns(): number {
  return process.stdout.columns || 80;
}

function isCi(): boolean {
  const ci = process.env.CI;
  return ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
}
