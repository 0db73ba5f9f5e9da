import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EnvironmentError } from '../errors.js';
import { createPrometheusClient } from '../prometheus/client.js';
import type { Promtool } from '../prometheus/promtool.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { FetchContext } from './binaries/binary.js';
import { findPrometheus } from './binaries/prometheus.js';
import { promtoolOf, runPromtool } from './promtool.js';
import { backfillDirectory } from './runtimes/local/backfill.js';

const START_MS = 30_000;
const POLL_MS = 25;
const GRACE_MS = 5000;

/** A Prometheus of one command's own. It scrapes nothing: it has what it was filled with. */
export interface PrivatePrometheus {
  prometheus: PrometheusClient;
  promtool: Promtool;
  /** Its own, temporary. */
  directory: string;
  /** Ends it, and removes all that it had. */
  stop: () => Promise<void>;
}

/**
 * Starts a Prometheus on a free port, in a temporary directory, filled from OpenMetrics text.
 * @throws BinaryNotFoundError; EnvironmentError NO_PROMTOOL or START_FAILED; or, once aborted, the signal's reason
 */
export async function startPrivatePrometheus(
  text: Iterable<string>,
  context: FetchContext & { signal: AbortSignal },
): Promise<PrivatePrometheus> {
  const { signal, env } = context;
  const binary = await findPrometheus(context);
  const promtool = promtoolOf(binary);
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-prometheus-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const data = join(directory, 'data');
    await backfillDirectory({ prometheus: binary.path, directory: data, text, env, signal });
    await writeFile(join(directory, 'prometheus.yml'), 'global: {scrape_interval: 1s}\n');
    const port = await freePort();
    const server = execa(
      binary.path,
      [
        `--config.file=${join(directory, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        // The fixture's time is long ago, and stays the same.
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdin: 'ignore', stdout: 'ignore', reject: false, forceKillAfterDelay: GRACE_MS },
    );
    const stop = async (): Promise<void> => {
      server.kill();
      await server;
      await remove();
    };
    try {
      const prometheus = createPrometheusClient(`http://127.0.0.1:${port}`);
      await untilReady(prometheus, signal, () => server.exitCode !== null);
      return { prometheus, promtool: (...asked) => runPromtool(promtool, ...asked), directory, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

async function untilReady(
  prometheus: PrometheusClient,
  signal: AbortSignal,
  ended: () => boolean,
): Promise<void> {
  for (const deadline = Date.now() + START_MS; !(await prometheus.isReady());) {
    signal.throwIfAborted();
    if (ended() || Date.now() > deadline)
      throw new EnvironmentError('A Prometheus for the check could not be started.', {
        code: 'START_FAILED',
        hints: ['See whether Prometheus runs at all: obs-lab doctor'],
      });
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
