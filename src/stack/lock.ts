import { createHash } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors.js';
import { isDiskFull } from '../util/files.js';
import { removeAbandoned, temporaryFor } from '../util/temporary.js';
import type { LabHome } from './home.js';
import { isAlive, type ProcessIdentity, startIdOf } from './processes.js';

interface LockHolder extends ProcessIdentity {
  command: string;
  /** RFC 3339 UTC */
  since: string;
}

/**
 * Does `work` while no other `up` or `down` touches this home. The lock is a file that appears with its content in
 * one step (link), and a lock whose process is gone (kill -9) is taken over.
 * @param options.onFullDisk work even if the disk has no room for the lock, as long as nobody holds it
 * @throws EnvironmentError LOCKED naming the holder
 */
export async function withLock<T>(
  home: LabHome,
  command: string,
  work: () => Promise<T>,
  { onFullDisk = false } = {},
): Promise<T> {
  const mine = temporaryFor(home.lockFile);
  const holder: LockHolder = {
    pid: process.pid,
    startId: (await startIdOf(process.pid)) ?? '',
    command,
    since: new Date().toISOString(),
  };
  let held = true;
  try {
    await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
    await claim(home.lockFile, mine, home.path);
  } catch (error) {
    if (!onFullDisk || !isDiskFull(error)) throw error;
    await requireFree(home.lockFile, home.path);
    held = false;
  } finally {
    await rm(mine, { force: true });
  }
  try {
    await removeAbandoned(home.path);
    return await work();
  } finally {
    if (held) await rm(home.lockFile, { force: true });
  }
}

/**
 * Makes `file` a link to `mine`. If a dead process left it, only one process may replace it: the holder of a second
 * lock, named by the dead one's content. That lock is claimed the same way, because its holder may have been killed
 * too.
 */
async function claim(file: string, mine: string, where: string): Promise<void> {
  while (!(await tryLink(mine, file))) {
    const text = await requireFree(file, where);
    if (text === undefined) continue; // released meanwhile
    const succession = `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    await claim(succession, mine, where);
    try {
      // The previous holder of the succession may have replaced the file since we read it.
      if ((await readIfThere(file)) === text) {
        const replacement = temporaryFor(file);
        await link(mine, replacement);
        await rename(replacement, file);
        return;
      }
    } finally {
      await rm(succession, { force: true });
    }
  }
}

/**
 * The text of a lock that nobody holds any more; undefined if there is no lock.
 * @throws EnvironmentError LOCKED
 */
async function requireFree(file: string, where: string): Promise<string | undefined> {
  const text = await readIfThere(file);
  const holder = text === undefined ? undefined : parseHolder(text);
  if (holder && (await isAlive(holder))) throw locked(holder, where);
  return text;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

function locked(holder: LockHolder, where: string): EnvironmentError {
  return new EnvironmentError(
    `Another obs-lab ${holder.command} is using ${where} (pid ${holder.pid}, since ${holder.since}).`,
    {
      code: 'LOCKED',
      hints: [
        'Wait for it to finish, or stop it with Ctrl-C in its terminal.',
        'To run a second lab, set OBS_LAB_HOME to another directory.',
      ],
    },
  );
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined; // an empty file after a power cut: nobody holds it
  }
}
