import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
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
    // Node names the file of a failed open, but not of a failed write.
    (error as NodeJS.ErrnoException).path ??= path;
    throw error;
  }
}

/** Removes a file, if it is there. Unlike `rm`, it fails with the system's own reason. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
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

/**
 * What on the way to a path keeps a file or directory from being there, as a sentence without its end; undefined if
 * nothing does.
 */
export function obstacleOf(path: string): string | undefined {
  const parts = resolve(path).split(sep);
  for (let length = 2; length <= parts.length; length++) {
    const part = parts.slice(0, length).join(sep);
    const found = lstatSync(part, { throwIfNoEntry: false });
    if (!found) return undefined; // nor is anything below it
    const real = found.isSymbolicLink() ? statSync(part, { throwIfNoEntry: false }) : found;
    if (!real) return `${part} is a link to ${readlinkSync(part)}, which does not exist`;
    if (!real.isDirectory() && length < parts.length) return `${part} is not a directory`;
  }
  return undefined;
}
