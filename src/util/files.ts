import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file so that readers, and a machine that loses power, see all of the old content or all of the new:
 * temporary file beside it, fsync, rename. Makes the directory where it is missing.
 */
export async function writeFileAtomic(
  path: string,
  content: string,
  options: { mode?: number } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'w', options.mode ?? 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes what writeFileAtomic left in a directory where its process was killed between writing and renaming. */
export async function removeAbandonedWrites(directory: string): Promise<void> {
  for (const entry of await readdir(directory)) {
    const pid = /\.(\d+)\.[0-9a-f]{8}\.(tmp|tmp\.stale)$/.exec(entry)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(directory, entry), { force: true });
  }
}

/** True where some process has this pid. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True where a write failed for want of room. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
