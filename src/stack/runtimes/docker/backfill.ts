import { setImmediate } from 'node:timers/promises';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { createBlocksArgs, promtoolFailure } from '../history-blocks.js';
import { runPromtoolIn } from './run-promtool.js';

const FILE = '/tmp/history.om';

/**
 * What the container runs.
 * @param dataDir where the volume is mounted
 */
export function backfillCommand(dataDir: string): ContainerCreateOptions {
  return { Entrypoint: ['promtool'], Cmd: createBlocksArgs(FILE, dataDir) };
}

/**
 * Fills the container's volume with blocks of OpenMetrics text.
 * @throws Error a sentence that says why it failed
 */
export async function runBackfill(
  container: Container,
  text: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const pieces: string[] = [];
  for (const piece of text) {
    pieces.push(piece);
    await setImmediate(); // megabytes of text: let the services that start meanwhile have a turn
  }
  const files = [{ path: FILE, content: pieces.join('') }];
  const { exitCode, stdout, stderr } = await runPromtoolIn(container, { files, signal });
  if (exitCode !== 0) throw promtoolFailure(`${stdout}\n${stderr}`);
}
