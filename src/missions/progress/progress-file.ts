import { rename, stat } from 'node:fs/promises';
import { EnvironmentError } from '../../errors.js';
import { inFileTurn } from '../../stack/lock.js';
import { writeFileAtomic } from '../../util/files.js';
import { readRegularFile, TextFileError } from '../../util/text-file.js';
import { emptyProgress, type Progress, progressSchema } from './progress.js';

/** A store of progress; reads and writes go one after the other. */
export interface ProgressStore {
  read: () => Promise<Progress>;
  /** Changes the stored progress, and resolves to it once it is safely written. */
  update: (change: (progress: Progress) => Progress) => Promise<Progress>;
}

/** Many times as long as an update takes. */
const LOCK_WAIT_MS = 10_000;
/** Years of work: a step takes a few hundred bytes. */
const MAX_BYTES = 20_000_000;

/**
 * Opens the progress file. Every update reads it again under a lock, so that commands in other terminals keep each
 * other's steps. A file that can't be parsed is moved aside, never overwritten.
 * @param notify called with a message about such a file
 */
export function openProgress(path: string, notify: (line: string) => void): ProgressStore {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    inFileTurn(`${path}.lock`, { command: 'mission', waitMs: LOCK_WAIT_MS }, work);
  // Only under the lock: another process may have moved the broken file aside and written a good one since.
  const readOrMoveAside = async (): Promise<Progress> => {
    const progress = await readProgress(path);
    if (progress) return progress;
    const aside = await moveAside(path);
    notify(
      `Your progress in ${path} could not be parsed. It was moved to ${aside}, and you start from zero.`,
    );
    return emptyProgress();
  };
  return {
    read: () => inTurn(async () => (await readProgress(path)) ?? alone(readOrMoveAside)),
    update: (change) =>
      inTurn(() =>
        alone(async () => {
          const progress = change(await readOrMoveAside());
          await writeFileAtomic(path, `${JSON.stringify(progress, null, 2)}\n`);
          return progress;
        }),
      ),
  };
}

/**
 * @returns undefined if the file can't be parsed
 * @throws EnvironmentError PROGRESS_UNREADABLE, PROGRESS_TOO_NEW
 */
async function readProgress(path: string): Promise<Progress | undefined> {
  let text: string;
  try {
    text = (await readRegularFile(path, { maxBytes: MAX_BYTES })).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof TextFileError)) throw cause;
    if (cause.absent) return emptyProgress();
    throw new EnvironmentError(`Your progress in ${path} can’t be read: ${cause.message}.`, {
      code: 'PROGRESS_UNREADABLE',
      cause,
    });
  }
  const document = parseJson(text);
  const result = progressSchema.safeParse(document);
  if (result.success) return result.data;
  const version = (document as { version?: unknown } | undefined | null)?.version;
  if (typeof version === 'number' && version > 1) {
    throw new EnvironmentError(
      `Your progress in ${path} was written by a newer obs-lab (file version ${version}).`,
      {
        code: 'PROGRESS_TOO_NEW',
        hints: ['Update obs-lab, or use another home directory with OBS_LAB_HOME.'],
      },
    );
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function moveAside(path: string): Promise<string> {
  for (let i = 1; ; i++) {
    const aside = `${path}.corrupt${i === 1 ? '' : `-${i}`}`;
    if (await exists(aside)) continue;
    await rename(path, aside);
    return aside;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
