/**
 * A signal that aborts when the user or a supervisor asks the command to end. The command then has time to clean up;
 * further signals don't cut that short.
 * @param onRepeat is called for every further SIGINT, SIGTERM or SIGHUP
 */
export function interruptSignal(onRepeat: () => void = () => undefined): {
  signal: AbortSignal;
  /** Acts as if a signal had arrived. */
  interrupt: () => void;
  release: () => void;
} {
  const controller = new AbortController();
  const handle = (): void => (controller.signal.aborted ? onRepeat() : controller.abort());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handle);
  const release = () => signals.forEach((name) => process.off(name, handle));
  return { signal: controller.signal, interrupt: handle, release };
}

const readers = new Set<() => void>();

/** For a command that has to clean up before it ends when its stdout is closed. */
export function whenOutputCloses(end: () => void): { release: () => void } {
  readers.add(end);
  return { release: () => readers.delete(end) };
}

/**
 * Notifies the command that its stdout is closed.
 * @returns whether it has registered, and will end by itself
 */
export function outputClosed(): boolean {
  for (const end of readers) end();
  return readers.size > 0;
}
