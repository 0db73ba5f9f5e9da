/**
 * A signal that aborts when the user, or a supervisor, asks the command to end. The command then has time to clean
 * up; asking again changes nothing but is acknowledged.
 * @param onRepeat called for every further SIGINT or SIGTERM
 */
export function interruptSignal(onRepeat: () => void = () => undefined): {
  signal: AbortSignal;
  release: () => void;
} {
  const controller = new AbortController();
  const handle = (): void => (controller.signal.aborted ? onRepeat() : controller.abort());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, handle);
  return { signal: controller.signal, release: () => signals.forEach((name) => process.off(name, handle)) };
}
