import isInCi from 'is-in-ci';

/**
 * True if output must only ever be appended to: the terminal can't redraw (`TERM=dumb`), or a screen reader reads it,
 * which OBS_LAB_SCREEN_READER says, or Ink's own INK_SCREEN_READER.
 */
export function appendsOnly(
  { TERM, OBS_LAB_SCREEN_READER, INK_SCREEN_READER }: NodeJS.ProcessEnv = process.env,
): boolean {
  const isOn = (value: string | undefined): boolean => !['', '0', 'false', undefined].includes(value);
  return TERM === 'dumb' || isOn(OBS_LAB_SCREEN_READER) || isOn(INK_SCREEN_READER);
}

/** True if a person is at a terminal, so that questions can be asked. */
export function canAsk(): boolean {
  return Boolean(process.stdout.isTTY && process.stdin.isTTY && !isInCi);
}

/**
 * True if a person is at a terminal that can redraw: commands then show live Ink views.
 * Ink itself only checks for CI, with the same library, so that both agree; every command checks here first.
 */
export function isInteractive(): boolean {
  return canAsk() && !appendsOnly();
}

/** True if stdout can show a live view, even if nothing can be typed. */
export function canRedraw(): boolean {
  return Boolean(process.stdout.isTTY && !isInCi && !appendsOnly());
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
