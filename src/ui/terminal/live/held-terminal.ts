/** A terminal that a screen has changed, and that is given back while the command is stopped (Ctrl-Z). */

/** A screen's changes to the terminal. Both can be called more than once. */
export interface Hold {
  /** Makes the changes: raw mode, the alternate screen, bracketed paste. */
  take: () => void;
  /** Undoes them. */
  giveBack: () => void;
}

/** What a view does before the command stops, and once it continues. */
export interface Suspension {
  stopping?: () => void;
  resumed: () => void;
}

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

const holds = new Set<Hold>();
const watchers = new Set<Suspension>();

/**
 * Takes the terminal until `release`. It is given back when the process ends, and while it is stopped.
 * @returns what gives it back for good
 */
export function holdTerminal(hold: Hold): { release: () => void } {
  hold.take();
  holds.add(hold);
  process.once('exit', hold.giveBack);
  if (holds.size === 1) listen();
  return {
    release() {
      if (!holds.delete(hold)) return;
      if (holds.size === 0) stopListening();
      process.off('exit', hold.giveBack);
      hold.giveBack();
    },
  };
}

/** Registers a view that has to draw itself again once the command continues. */
export function watchSuspension(watcher: Suspension): { release: () => void } {
  watchers.add(watcher);
  return { release: () => watchers.delete(watcher) };
}

/** Stops the job that this process belongs to, as the terminal does for Ctrl-Z outside raw mode. */
export function suspend(): void {
  for (const { stopping } of watchers) stopping?.();
  for (const { giveBack } of [...holds].reverse()) giveBack();
  process.stdout.write(SHOW_CURSOR);
  process.off('SIGTSTP', suspend);
  // The whole group, because npx and its shell wait for this process in the same job.
  process.kill(0, 'SIGTSTP');
  // The process is stopped inside kill(), so this runs after `fg`; or at once, if there is no shell to return to.
  process.on('SIGTSTP', suspend);
  resume();
}

function resume(): void {
  for (const { take } of holds) take();
  process.stdout.write(HIDE_CURSOR);
  for (const { resumed } of watchers) resumed();
}

function listen(): void {
  process.on('SIGTSTP', suspend);
  // After a SIGSTOP, which can't be handled, the shell has taken the terminal too.
  process.on('SIGCONT', resume);
}

function stopListening(): void {
  process.off('SIGTSTP', suspend);
  process.off('SIGCONT', resume);
}
