/**
 * Turns raw mode on. The shell may have changed the terminal while the command was stopped, and Node leaves out a change
 * to the mode that it believes in: so it is turned off first.
 */
export function takeRawMode(): void {
  process.stdin.setRawMode(false);
  process.stdin.setRawMode(true);
}

export function giveBackRawMode(): void {
  process.stdin.setRawMode(false);
}
