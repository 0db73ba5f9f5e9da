import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors.js';
import { removeAbandonedWrites } from '../files.js';
import type { LabHome } from './home.js';
import { isAlive, startIdOf, type ProcessIdentity } from './runtimes/local/processes.js';

interface LockHolder extends ProcessIdentity {
  command: string;
  /** RFC 3339 UTC */
  since: string;
}

/**
 * Does `work` while no other `up` or `down` touches this home. The lock is a file that appears with its content in
 * one step (link), and a lock whose process is gone (kill -9) is taken over.
 * @throws EnvironmentError LOCKED naming the holder
 */
export async function withLock<T>(home: LabHome, command: string, work: () => Promise<T>): Promise<T> {
  const mine = `${home.lockFile}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  const holder: LockHolder = {
    pid: process.pid,
    startId: (await startIdOf(process.pid)) ?? '',
    command,
    since: new Date().toISOString(),
  };
  await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
  try {
    while (!(await tryLink(mine, home.lockFile))) await breakIfStale(home, mine);
  } finally {
    await rm(mine, { force: true });
  }
  try {
    await removeAbandonedWrites(home.path);
    return await work();
  } finally {
    await rm(home.lockFile, { force: true });
  }
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

/** Returns where the lock is worth another try; throws where its holder lives. */
async function breakIfStale(home: LabHome, unique: string): Promise<void> {
  const text = await readFile(home.lockFile, 'utf8').catch(() => undefined);
  if (text === undefined) return; // released meanwhile
  const holder = parseHolder(text);
  if (holder && (await isAlive(holder))) {
    throw new EnvironmentError(
      `Another obs-lab ${holder.command} (pid ${holder.pid}, since ${holder.since}) is at work on ${home.path}.`,
      {
        code: 'LOCKED',
        hints: [
          'Wait for it to end, or end it with Ctrl-C where it runs.',
          'For a second lab beside it, set OBS_LAB_HOME to another directory.',
        ],
      },
    );
  }
  // Put aside before it is deleted: had another process taken over in between, this would be its lock, and goes back.
  const aside = `${unique}.stale`;
  try {
    await rename(home.lockFile, aside);
    if ((await readFile(aside, 'utf8')) !== text) await tryLink(aside, home.lockFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(aside, { force: true });
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined; // an empty file after a power cut: nobody holds it
  }
}
