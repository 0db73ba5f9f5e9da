import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Promtool } from '../../prometheus/promtool.js';
import { temporaryFor } from '../../util/temporary.js';
import type { LabHome } from '../home.js';

/** It reads a few kilobytes: if it takes longer, it hangs. */
export const PROMTOOL_TIMEOUT_MS = 30_000;

/** promtool as a local process, in a temporary directory with the files. */
export function processPromtool(path: string, home: LabHome): Promtool {
  return async (args, { files = {}, stdin } = {}) => {
    const directory = temporaryFor(join(home.dataDir, 'promtool'));
    try {
      await mkdir(directory, { recursive: true });
      for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
      const { exitCode, stdout, stderr, timedOut, failed, shortMessage } = await execa(path, [...args], {
        cwd: directory,
        // It leaves its own temporary files if it is killed or the disk is full: in here, they go with the rest.
        env: { TMPDIR: directory },
        reject: false,
        timeout: PROMTOOL_TIMEOUT_MS,
        ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
      });
      if (timedOut || (failed && exitCode === undefined)) throw new Error(`promtool: ${shortMessage ?? ''}`);
      return { exitCode: exitCode ?? 1, stdout, stderr };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
}
