/** Random numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next: () => number;
  /** An integer from 0 up to, not including, the bound. */
  integer: (bound: number) => number;
  /** One of the items; the list must not be empty. */
  pick: <T>(items: readonly T[]) => T;
}

/** Mulberry32: small, fast, and good enough to mix requests. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (bound: number): number => Math.floor(next() * bound);
  return { next, integer, pick: <T>(items: readonly T[]) => items[integer(items.length)] as T };
}
