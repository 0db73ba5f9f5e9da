/**
 * Runs something where hardly any stack is left: at the deepest call from which it comes back at all. What recurses more
 * than a little meets a RangeError there.
 */
export function onLittleStack<T>(run: () => T): T {
  try {
    return onLittleStack(run);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return run();
  }
}
