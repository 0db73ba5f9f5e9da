import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Contender, startContender } from './turns.js';

const run = promisify(execFile);

/**
 * hey, another load generator: as found on PATH, or from the distribution's package, unpacked and installed nowhere.
 */
export interface Hey {
  start(url: string, connections: number, seconds: number): Contender;
  dispose(): Promise<void>;
}

/** @returns the reason if it is not available */
export async function findHey(): Promise<Hey | string> {
  if (await works('hey')) return heyAt('hey', async () => {});
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-bench-hey-'));
  const dispose = () => rm(directory, { recursive: true, force: true });
  try {
    await run('apt-get', ['download', 'hey'], { cwd: directory });
    const [archive] = await readdir(directory);
    await run('dpkg-deb', ['-x', archive ?? '', '.'], { cwd: directory });
    const path = join(directory, 'usr/bin/hey');
    if (!(await works(path))) throw new Error('it does not run');
    return heyAt(path, dispose);
  } catch (error) {
    await dispose();
    return `not on PATH, and the package could not be downloaded: ${(error as Error).message.trim().split('\n').at(-1)}`;
  }
}

async function works(path: string): Promise<boolean> {
  // Without a URL it prints its usage and ends with 1.
  return run(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

function heyAt(path: string, dispose: () => Promise<void>): Hey {
  return {
    dispose,
    start: (url, connections, seconds) =>
      startContender(path, ['-z', `${seconds}s`, '-c', String(connections), url]),
  };
}
