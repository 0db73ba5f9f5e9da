import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../errors.js';
import type { Promtool } from '../prometheus/promtool.js';
import { BinaryNotFoundError, findBinary, type Binary } from './binaries/binary.js';
import { prometheusSources, promtoolBeside } from './binaries/prometheus.js';
import { cacheDir } from './home.js';

/** It reads a few kilobytes: whatever takes longer hangs. */
const TIMEOUT_MS = 30_000;

/**
 * promtool on this machine, beside the Prometheus that is already here: nothing is fetched for it.
 * It is looked for once, when it is first asked.
 */
export function localPromtool(env: NodeJS.ProcessEnv = process.env): Promtool {
  let path: Promise<string> | undefined;
  return async (args, given) => runPromtool(await (path ??= findPromtool(env)), args, given);
}

/** @throws EnvironmentError NO_PROMTOOL where that Prometheus came without it */
export function promtoolOf(prometheus: Binary): string {
  const path = promtoolBeside(prometheus);
  if (path !== undefined) return path;
  throw new EnvironmentError(`There is no promtool beside ${prometheus.path}.`, {
    code: 'NO_PROMTOOL',
    hints: ['Point OBS_LAB_PROMETHEUS_BIN at a Prometheus with its promtool in the same directory.'],
  });
}

async function findPromtool(env: NodeJS.ProcessEnv): Promise<string> {
  const sources = prometheusSources.filter(({ offline }) => offline);
  const found = await findBinary('prometheus', sources, { env, cache: cacheDir(env) }, []).catch(
    (cause: unknown) => {
      if (!(cause instanceof BinaryNotFoundError)) throw cause;
      // A lab of containers has it inside only.
      throw new EnvironmentError(
        'There is no promtool on this machine. Install Prometheus, or download it from ' +
          'https://prometheus.io/download/ and set OBS_LAB_PROMETHEUS_BIN to its executable.',
        { code: 'NO_PROMTOOL', cause },
      );
    },
  );
  return promtoolOf(found);
}

/** Runs it in a directory of its own that holds the files, and takes that away. */
export async function runPromtool(
  path: string,
  ...[args, { files = {}, stdin } = {}]: Parameters<Promtool>
): ReturnType<Promtool> {
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-promtool-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
    const { exitCode, stdout, stderr, timedOut, failed, shortMessage } = await execa(path, [...args], {
      cwd: directory,
      reject: false,
      timeout: TIMEOUT_MS,
      ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
    });
    if (timedOut || (failed && exitCode === undefined)) throw new Error(`promtool: ${shortMessage ?? ''}`);
    return { exitCode: exitCode ?? 1, stdout, stderr };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
