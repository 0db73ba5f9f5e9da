import { readFile, rename, stat } from 'node:fs/promises';
import { EnvironmentError } from '../../errors.js';
import { writeFileAtomic } from '../../util/files.js';
import { emptyProgress, type Progress, progressSchema } from './progress.js';

/** A store of progress; reads and writes go one after the other. */
export interface ProgressStore {
  read: () => Promise<Progress>;
  /** Changes the stored progress, and resolves to it once it is safely written. */
  update: (change: (progress: Progress) => Progress) => Promise<Progress>;
}

/**
 * Opens the progress file. Every update reads it again, so that concurrent commands keep each other's steps.
 * A file that can't be parsed is moved aside, never overwritten.
 * @param notify called with a message about such a file
 */
export function openProgress(path: string, notify: (line: string) => void): ProgressStore {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    read: () => inTurn(() => readProgress(path, notify)),
    update: (change) =>
      inTurn(async () => {
        const progress = change(await readProgress(path, notify));
        await writeFileAtomic(path, `${JSON.stringify(progress, null, 2)}\n`);
        return progress;
      }),
  };
}

async function readProgress(path: string, notify: (line: string) => void): Promise<Progress> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return emptyProgress();
    throw new EnvironmentError(`Your progress in ${path} can’t be read: ${(cause as Error).message}`, {
      code: 'PROGRESS_UNREADABLE',
      cause,
    });
  }
  const document = parseJson(text);
  const result = progressSchema.safeParse(document);
  if (result.success) return result.data;
  const version = (document as { version?: unknown } | undefined)?.version;
  if (typeof version === 'number' && version > 1) {
    throw new EnvironmentError(
      `Your progress in ${path} was written by a newer obs-lab (file version ${version}).`,
      {
        code: 'PROGRESS_TOO_NEW',
        hints: ['Update obs-lab, or use another home directory with OBS_LAB_HOME.'],
      },
    );
  }
  const aside = await moveAside(path);
  notify(`Your progress in ${path} could not be parsed. It was moved to ${aside}, and you start from zero.`);
  return emptyProgress();
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
