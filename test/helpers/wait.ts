import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the result is not undefined or false. The bound is generous: machines are noisy. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 60,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  } while (Date.now() < end);
  throw new Error(`waited ${seconds} s in vain until ${what}; last: ${String(last)}`);
}
