import isInCi from 'is-in-ci';

/**
 * True if a person is at a terminal that can redraw: commands then show live Ink views and ask questions.
 * Ink itself only checks for CI, with the same library, so that both agree; every command checks here first.
 */
export function isInteractive(): boolean {
  return Boolean(process.stdout.isTTY && process.stdin.isTTY && !isInCi && process.env.TERM !== 'dumb');
}

/** True if stdout can show a live view, even if nothing can be typed. */
export function canRedraw(): boolean {
  return Boolean(process.stdout.isTTY && !isInCi && process.env.TERM !== 'dumb');
}

/** Columns for lines: the terminal's, or 80 if stdout is not a terminal. */
export function terminalColumns(): number {
  return process.stdout.columns || 80;
}

/** Columns that lines have to fit into; Infinity if the stream is not a terminal, so that nothing is wrapped. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns || 80 : Infinity;
}

/** Erases the echo of keys typed before raw mode. */
export const CLEAR_LINE = '\r\u001B[K';

/** Clears the screen, and moves the cursor to its top left. */
export const CLEAR_SCREEN = '\u001B[2J\u001B[H';
