import { createHash } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.js';
import { isUnwritable } from '../util/files.js';
import { integer, object, text } from '../util/json/decode.js';
import { removeAbandoned, temporaryFor } from '../util/temporary.js';
import { readRegularFile, TextFileError } from '../util/text-file.js';
import type { LabHome } from './home.js';
import { isAlive, type ProcessIdentity, startIdOf } from './processes.js';

interface LockHolder extends ProcessIdentity {
  command: string;
  /** RFC 3339 UTC */
  since: string;
}

const decodeHolder = object<LockHolder>({
  pid: integer(1),
  startId: text,
  command: text,
  since: text,
});

/** How long a waiting process pauses between two attempts, at least and at most. */
const RETRY_MS = { least: 3, most: 30 };

/**
 * Does `work` while no other `up` or `down` touches this home. The lock is a file that appears with its content in
 * one step (link), and a lock whose process is gone (kill -9) is taken over.
 * @param options.evenUnwritable work even if the lock can't be written, because the disk is full or the home is
 * read-only, as long as nobody holds it
 * @throws EnvironmentError LOCKED naming the holder
 */
export async function withLock<T>(
  home: LabHome,
  command: string,
  work: () => Promise<T>,
  { evenUnwritable = false } = {},
): Promise<T> {
  const { path: where, lockFile } = home;
  const release = await acquire(lockFile, command, where).catch(async (error: unknown) => {
    if (!evenUnwritable || !isUnwritable(error)) throw error;
    await requireFree(lockFile, where);
    return () => Promise.resolve();
  });
  try {
    await removeAbandoned(where).catch((error: unknown) => {
      if (!evenUnwritable || !isUnwritable(error)) throw error;
    });
    return await work();
  } finally {
    await release();
  }
}

/**
 * Does `work` while no other process holds the lock file; waits for its turn. For files that are read, changed and
 * written again: without a lock, the slower of two writers undoes the faster one's change.
 * @param options.waitMs how long to wait at most
 * @throws EnvironmentError LOCKED naming the holder
 */
export async function inFileTurn<T>(
  file: string,
  { command, waitMs }: { command: string; waitMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  let release: (() => Promise<void>) | undefined;
  while (!release) {
    try {
      release = await acquire(file, command, file);
    } catch (error) {
      if (!(error instanceof EnvironmentError && error.code === 'LOCKED')) throw error;
      if (performance.now() > deadline) throw error;
      await sleep(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least));
    }
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/** @returns what gives the lock back */
async function acquire(file: string, command: string, where: string): Promise<() => Promise<void>> {
  const mine = temporaryFor(file);
  const holder: LockHolder = {
    pid: process.pid,
    startId: (await startIdOf(process.pid)) ?? '',
    command,
    since: new Date().toISOString(),
  };
  try {
    await writeFile(mine, JSON.stringify(holder), { mode: 0o600 });
    await claim(file, mine, where);
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(file, { force: true });
}

/**
 * Makes `file` a link to `mine`. If a dead process left it, only one process may replace it: the holder of a second
 * lock, named by the dead one's content. That lock is claimed the same way, because its holder may have been killed
 * too.
 */
async function claim(file: string, mine: string, where: string): Promise<void> {
  while (!(await tryLink(mine, file))) {
    const content = await requireFree(file, where);
    if (content === undefined) continue; // released meanwhile
    const succession = `${file}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
    await claim(succession, mine, where);
    try {
      // The previous holder of the succession may have replaced the file since we read it.
      if ((await readIfThere(file)) === content) {
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
  const content = await readIfThere(file);
  const holder = content === undefined ? undefined : parseHolder(content);
  if (holder && (await isAlive(holder))) throw locked(holder, where);
  return content;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(file)).toString('utf8');
  } catch (error) {
    if (error instanceof TextFileError && error.absent) return undefined;
    throw new EnvironmentError(`The lock file ${file} can’t be read: ${(error as Error).message}.`, {
      code: 'LOCK_UNREADABLE',
      hints: [`If no other obs-lab is running, remove it: rm -r ${file}`],
      cause: error,
    });
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

/** Undefined for anything else: a file that was cut off by a power failure, or edited, has no holder. */
function parseHolder(content: string): LockHolder | undefined {
  try {
    return decodeHolder(JSON.parse(content));
  } catch {
    return undefined;
  }
}
