import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryFor } from './temporary.js';

/**
 * Writes a file so that readers, and a machine that loses power, see either the old content or the new, complete:
 * temporary file next to it, fsync, rename. Creates the directory if it is missing.
 * A killed process leaves its temporary file to removeAbandoned().
 */
export async function writeFileAtomic(
  path: string,
  content: string,
  options: { mode?: number } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryFor(path);
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

/** True if a write failed because the disk, or the user's quota, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** True if a write failed because the disk is full, or nothing may be written there. */
export function isUnwritable(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return isDiskFull(error) || ['EROFS', 'EACCES', 'EPERM'].includes(code);
}
