/**
 * A signal that aborts when the user, or a supervisor, asks the command to end. The command then has time to clean
 * up; asking again changes nothing but is acknowledged.
 * @param onRepeat called for every further SIGINT or SIGTERM
 */
export function interruptSignal(onRepeat: () => void = () => undefined): {
  signal: AbortSignal;
  /** As if a signal had come. */
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

/** For a command that has to clean up before it ends where nobody reads its stdout any more. */
export function whenOutputCloses(end: () => void): { release: () => void } {
  readers.add(end);
  return { release: () => readers.delete(end) };
}

/** Tells the command, if it is one of those. @returns whether it is, and will end by itself */
export function outputClosed(): boolean {
  for (const end of readers) end();
  return readers.size > 0;
}
