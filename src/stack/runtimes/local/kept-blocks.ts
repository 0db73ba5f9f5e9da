import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installDirectory } from '../../binaries/install.js';

/** What a finished copy holds: the sizes of its files in bytes, by their paths. */
const SIZES = 'sizes.json';
const BLOCKS = 'blocks';

/**
 * Where blocks that are the same for every lab are kept, so that they are made once per promtool.
 * @param cache the directory for what labs share
 * @param promtool path of the program that makes them
 * @param id names their content; another content has another id
 */
export async function keptBlocksDirectory(cache: string, promtool: string, id: string): Promise<string> {
  const { size, mtimeMs } = await stat(promtool);
  return join(cache, 'blocks', `${id}-${size}-${Math.round(mtimeMs)}`);
}

/**
 * Copies kept blocks into a new directory.
 * @returns whether they were there and whole; what a full disk or a power cut left incomplete is removed
 */
export async function copyKeptBlocks(kept: string, directory: string): Promise<boolean> {
  try {
    const sizes = await sizesOf(join(kept, BLOCKS));
    if (JSON.stringify(sizes) !== (await readFile(join(kept, SIZES), 'utf8'))) {
      await rm(kept, { recursive: true, force: true });
      return false;
    }
    await installDirectory(directory, (temporary) => cp(join(kept, BLOCKS), temporary, { recursive: true }));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Keeps a copy of the blocks for the next lab. A cache that can't be written to only costs that lab the time. */
export async function keepBlocks(kept: string, directory: string): Promise<void> {
  await installDirectory(kept, async (temporary) => {
    await cp(directory, join(temporary, BLOCKS), { recursive: true });
    await writeFile(join(temporary, SIZES), JSON.stringify(await sizesOf(directory)));
  }).catch(() => undefined);
}

async function sizesOf(directory: string): Promise<Record<string, number>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => [file.slice(directory.length + 1), (await stat(file)).size] as const),
  );
  return Object.fromEntries(sizes.sort(([one], [other]) => (one < other ? -1 : 1)));
}
