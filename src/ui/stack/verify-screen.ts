import type { VerifyResult } from '../../stack/verify/verify.js';
import { watch } from '../terminal/watch.js';
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
  return watch(INTERVAL_MS, check, renderVerify);
}
