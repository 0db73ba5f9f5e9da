import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Temporary paths that carry the pid of the process that made them, so that others can clean up after a killed one.
 */

/** A path next to the target, for this process to create and then rename or remove. */
export function temporaryFor(target: string): string {
  return `${target}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/**
 * Removes temporary files and directories whose process is gone.
 * @param target name of the file or directory they would have become; without it, all
 */
export async function removeAbandoned(directory: string, target?: string): Promise<void> {
  for (const entry of await entriesOf(directory)) {
    const [, name, pid] = /^(.+)\.tmp-(\d+)-[0-9a-f]{8}$/.exec(entry) ?? [];
    if (pid === undefined || (target !== undefined && name !== target)) continue;
    if (!processExists(Number(pid))) await rm(join(directory, entry), { recursive: true, force: true });
  }
}

/** None if there is no such directory. */
async function entriesOf(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** True if any user's process has this pid now. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
