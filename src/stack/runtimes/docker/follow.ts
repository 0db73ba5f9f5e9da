import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerLogsOptions } from 'dockerode';
import { decodeContainer } from './answers.js';
import { type Engine, ignoreMissing, withEngine } from './engine.js';
import { LogDecoder } from './log-stream.js';

/** How soon new lines are seen of a container that starts, or starts again. */
const POLL_MS = 500;

/** What was shown of a container's log already. */
interface Seen {
  id: string;
  /** Unix seconds: from here on, lines are new. */
  from: number;
}

/**
 * Passes on every line that a container writes from now on, until the signal: also after it was restarted, or replaced
 * by another of its name.
 * @throws EngineError if the engine goes away
 */
export async function followContainer(
  engine: Engine,
  name: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let seen: Seen = { id: '', from: Date.now() / 1000 };
  while (!signal.aborted) {
    const found = await withEngine(engine, async (docker) => {
      const answer = await docker.getContainer(name).inspect().catch(ignoreMissing);
      return answer && decodeContainer(answer);
    });
    if (found?.running) {
      // All that a new container wrote is new.
      if (seen.id !== '' && found.id !== seen.id) seen.from = 0;
      seen = { id: found.id, from: await readFrom(engine, { ...seen, id: found.id }, onLine, signal) };
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** @returns when it ended: from then on, lines are new */
async function readFrom(
  engine: Engine,
  { id, from }: Seen,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const options: ContainerLogsOptions & { follow: true } = {
    stdout: true,
    stderr: true,
    follow: true,
    since: from,
    abortSignal: signal,
  };
  const decoder = new LogDecoder();
  try {
    await withEngine(engine, async (docker) => {
      const stream = await docker.getContainer(id).logs(options);
      for await (const chunk of stream) decoder.push(chunk as Buffer).forEach(onLine);
      decoder.end().forEach(onLine);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return Date.now() / 1000;
}
