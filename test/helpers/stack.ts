/**
 * Runs a function with hardly any stack left: at the deepest call from which it returns at all. Code that recurses
 * more than a little gets a RangeError there.
 */
export function onLittleStack<T>(run: () => T): T {
  try {
    return onLittleStack(run);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return run();
  }
}
