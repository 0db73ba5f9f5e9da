import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { installDirectory } from '../../binaries/install.js';
import { promtoolBeside } from '../../binaries/prometheus.js';
import { cacheDir } from '../../home.js';
import { createBlocksArgs, promtoolFailure } from '../history-blocks.js';
import type { BackfillData } from '../runtime.js';
import { copyKeptBlocks, keepBlocks, keptBlocksDirectory } from './kept-blocks.js';

/** True until Prometheus has first run on a data directory: it begins a write-ahead log at once. */
export function isNewDataDir(directory: string): boolean {
  return !existsSync(join(directory, 'wal'));
}

export interface Backfill {
  /** Path of the executable; promtool is in the same directory. */
  prometheus: string;
  /** The data directory to make; one that is there is replaced. */
  directory: string;
  data: BackfillData;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/**
 * Makes a data directory for a Prometheus that never ran, with blocks made from OpenMetrics text: next to the target,
 * and then renamed, so that a killed run leaves nothing that looks finished.
 * @throws Error a sentence that says why it failed
 */
export async function backfillDirectory(options: Backfill): Promise<void> {
  const { prometheus, directory, data, env } = options;
  const promtool = promtoolBeside({ path: prometheus });
  if (!promtool) throw new Error(`there is no promtool next to ${prometheus}.`);
  await rm(directory, { recursive: true, force: true });
  if (data.id === undefined) return createBlocks(promtool, options);
  const kept = await keptBlocksDirectory(cacheDir(env), promtool, data.id);
  if (await copyKeptBlocks(kept, directory)) return;
  await createBlocks(promtool, options);
  await keepBlocks(kept, directory);
}

async function createBlocks(promtool: string, { directory, data, env, signal }: Backfill): Promise<void> {
  await installDirectory(directory, async (temporary) => {
    const file = join(temporary, 'history.om');
    await pipeline(Readable.from(data.text()), createWriteStream(file), { signal });
    // promtool leaves its temporary files if it is killed: in here, they go with the rest.
    const scratch = join(temporary, 'scratch');
    await mkdir(scratch);
    const made = await execa(promtool, createBlocksArgs(file, temporary), {
      ...{
        env: { ...env, TMPDIR: scratch },
        extendEnv: false,
        stdin: 'ignore',
        reject: false,
        all: true,
        cancelSignal: signal,
      },
    });
    signal.throwIfAborted();
    if (made.failed) throw promtoolFailure(made.all || made.shortMessage || '');
    await rm(file);
    await rm(scratch, { recursive: true, force: true });
  });
}
