import { join } from 'node:path';

/** The directory of saved searches for the safe limit, inside that of the saved runs. */
export const LIMITS_DIR = 'limits';

/** @param runsDir the home's directory of saved runs */
export function limitsDirOf(runsDir: string): string {
  return join(runsDir, LIMITS_DIR);
}
