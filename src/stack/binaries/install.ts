import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../../util/files.js';

/**
 * Fills a directory so that it is either wholly there or not there at all: the work is done in a temporary
 * directory beside it, which is renamed into place. Two that race both succeed; the second finds the first's
 * work and throws its own away. What a killed one left behind is removed by the next.
 *
 * @param target the directory to end up with
 * @param fill puts the content into the directory it is given
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

/** A path beside the target for this process to make it at; one that is killed leaves it to `removeAbandoned`. */
export function temporaryFor(target: string): string {
  return `${target}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Removes temporary directories whose maker is no longer alive. @param name of what they were to become; else all */
export async function removeAbandoned(parent: string, name?: string): Promise<void> {
  for (const entry of existsSync(parent) ? await readdir(parent) : []) {
    const [, target, pid] = /^(.+)\.tmp-(\d+)-[0-9a-f]{8}$/.exec(entry) ?? [];
    if (pid === undefined || (name !== undefined && target !== name)) continue;
    if (!isRunning(Number(pid))) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

function isAlreadyThere(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}
