import type { Random } from './random.js';

/** Decides which of the due requests are sent. */
export interface Gate {
  pass: () => boolean;
  /** Lets fewer and fewer through, and none after `fadeMs` milliseconds. */
  close: (fadeMs: number) => void;
  open: () => void;
}

/** A gate that is open. @param now milliseconds */
export function createGate(random: Pick<Random, 'next'>, now: () => number = () => performance.now()): Gate {
  let closing: { at: number; fadeMs: number } | undefined;
  return {
    pass() {
      if (closing === undefined) return true;
      const elapsed = now() - closing.at;
      return elapsed < closing.fadeMs && random.next() >= elapsed / closing.fadeMs;
    },
    close: (fadeMs) => void (closing = { at: now(), fadeMs }),
    open: () => void (closing = undefined),
  };
}
