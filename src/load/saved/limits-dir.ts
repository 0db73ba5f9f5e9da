import { join } from 'node:path';

/** Below the saved runs: where the searches for the safe limit are saved. */
export const LIMITS_DIR = 'limits';

/** @param runsDir the home's directory of saved runs */
export function limitsDirOf(runsDir: string): string {
  return join(runsDir, LIMITS_DIR);
}
