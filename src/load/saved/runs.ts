import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../util/files.js';
import { readRegularFile } from '../../util/text-file.js';
import { limitsDirOf } from './limits-dir.js';
import type { ReadRun } from './saved-run-schema.js';

/** Hours at one interval per second. */
export const MAX_RUN_BYTES = 50_000_000;

/** The parts of a file's name. */
interface Named {
  run: string;
}

/** Such as 20261122T134409Z-light-3f9a1c. */
export function createRunId(tier: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${tier}-${randomBytes(3).toString('hex')}`;
}

/** @returns the path of the file */
export async function saveRun<Run extends Named>(runsDir: string, run: Run): Promise<string> {
  const path = join(runsDir, `${run.run}.json`);
  await writeFileAtomic(path, `${JSON.stringify(run)}\n`);
  return path;
}

/**
 * Saves a search for the safe limit.
 * @returns the path of the file
 */
export function saveLimitRun<Run extends Named>(runsDir: string, run: Run): Promise<string> {
  return saveRun(limitsDirOf(runsDir), run);
}

/**
 * The result is shown even if it cannot be saved, as on a full disk.
 * @returns the file; null if it could not be saved, and a notice says why
 */
export async function saveOr(notices: string[], save: Promise<string>): Promise<string | null> {
  return save.catch((error: unknown) => {
    notices.push(`The result could not be saved: ${(error as Error).message}`);
    return null;
  });
}

/**
 * The latest completed run of a tier on the lab's API; undefined if there is none. Files that aren't valid runs are
 * skipped.
 */
export async function latestRun(runsDir: string, tier: string): Promise<ReadRun | undefined> {
  const names = await readdir(runsDir).catch(() => [] as string[]);
  const ofTier = names.filter(
    (name) => name.endsWith('.json') && name.split('-').slice(1, -1).join('-') === tier,
  );
  for (const name of ofTier.sort().reverse()) {
    try {
      const run = JSON.parse(
        (await readRegularFile(join(runsDir, name), { maxBytes: MAX_RUN_BYTES })).toString('utf8'),
      ) as ReadRun;
      if (run.version === 1 && run.ended === 'completed' && run.target === undefined) return run;
    } catch {
      // Not ours, or from a later version: the run before it will do.
    }
  }
  return undefined;
}
