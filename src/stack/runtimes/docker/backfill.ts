import { setImmediate } from 'node:timers/promises';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { createBlocksArgs, promtoolFailure } from '../promtool.js';
import { archiveOf } from './archive.js';
import { statusOf } from './engine.js';
import { LogDecoder } from './log-stream.js';

const FILE = '/tmp/history.om';

/** What the container runs. @param dataDir where the volume is mounted */
export function backfillCommand(dataDir: string): ContainerCreateOptions {
  return { Entrypoint: ['promtool'], Cmd: createBlocksArgs(FILE, dataDir) };
}

/**
 * Fills the container's volume with blocks of OpenMetrics text. The container is what marks the volume as unfinished:
 * it has to be removed last.
 * @throws Error a sentence that says why it cannot be done
 */
export async function runBackfill(
  container: Container,
  text: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  const pieces: string[] = [];
  for (const piece of text) {
    pieces.push(piece);
    await setImmediate(); // megabytes: the services that start meanwhile want to be heard too
  }
  const archive = await archiveOf([{ path: FILE, content: pieces.join('') }]);
  signal.throwIfAborted();
  await container.putArchive(archive, { path: '/' });
  await container.start().catch((error: unknown) => {
    if (![400, 404].includes(statusOf(error) ?? 0)) throw error;
    throw new Error('the image of Prometheus has no promtool.');
  });
  const { StatusCode } = (await container.wait({ abortSignal: signal })) as { StatusCode: number };
  if (StatusCode === 0) return;
  const logs = await container.logs({ stdout: true, stderr: true, tail: 1, follow: false });
  const decoder = new LogDecoder();
  throw promtoolFailure([...decoder.push(logs), ...decoder.end()].join('\n'));
}
