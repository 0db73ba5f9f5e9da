import { setTimeout as sleep } from 'node:timers/promises';
import type { VerifyResult } from '../../stack/verify/verify.js';
import { watchScreen } from '../terminal/watch-screen.js';
import { renderVerify } from './verify-text.js';

const INTERVAL_MS = 2000;

/**
 * `verify --watch`: checks and draws every two seconds, until Ctrl-C.
 * @returns the last result
 * @throws whatever the check throws
 */
export async function watchVerify<Result extends VerifyResult>(
  check: () => Promise<Result>,
): Promise<Result> {
  let result = await check();
  const screen = watchScreen();
  try {
    while (!screen.signal.aborted) {
      const shown = result;
      screen.draw((size) => renderVerify(shown, size));
      await sleep(INTERVAL_MS, undefined, { signal: screen.signal }).catch(() => undefined);
      if (!screen.signal.aborted) result = await check();
    }
  } finally {
    screen.close();
  }
  return result;
}
