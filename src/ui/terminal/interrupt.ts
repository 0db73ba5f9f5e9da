import { InterruptedError } from '../../errors.js';

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

/**
 * Work that cleans up by itself once the user interrupts it.
 * @param options.reason why the command ended, for the user
 * @param options.onRepeat is called for every further signal, such as to say that the work is cleaning up
 * @throws InterruptedError if that was why it failed; otherwise what the work throws
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { reason, hints, onRepeat }: { reason?: string; hints?: readonly string[]; onRepeat?: () => void },
): Promise<T> {
  const { signal, release } = interruptSignal(onRepeat);
  try {
    return await work(signal);
  } catch (error) {
    if (signal.aborted) throw new InterruptedError(reason, hints && { hints });
    throw error;
  } finally {
    release();
  }
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
