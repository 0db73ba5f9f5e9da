import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { removeAbandoned, temporaryFor } from '../../util/temporary.js';

/**
 * Fills a directory so that it is either complete or missing: the work is done in a temporary directory next to it,
 * which is then renamed. If two processes race, both succeed: the second finds the result of the first and drops its
 * own. What a killed process left behind is removed by the next.
 *
 * @param target the final directory
 * @param fill puts the content into the given directory
 */
export async function installDirectory(
  target: string,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  if (existsSync(target)) return;
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, basename(target));
  const temporary = temporaryFor(target);
  await mkdir(temporary);
  try {
    await fill(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (existsSync(target) && isAlreadyThere(error)) return;
    throw error;
  }
}

function isAlreadyThere(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}
