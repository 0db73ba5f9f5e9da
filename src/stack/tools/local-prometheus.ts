import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EnvironmentError } from '../../errors.js';
import { createPrometheusClient } from '../../prometheus/client.js';
import type { Promtool } from '../../prometheus/promtool.js';
import { SCRAPE_INTERVAL_SECONDS } from '../../prometheus/scrape-interval.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { temporaryFor } from '../../util/temporary.js';
import type { LabHome } from '../home.js';
import { freePort } from '../ports.js';
import { MARK, OWNER_MARK } from '../processes.js';
import { backfillDirectory } from '../runtimes/local/backfill.js';
import type { BackfillData } from '../runtimes/runtime.js';
import { NO_CORS } from '../services/prometheus.js';

const START_MS = 30_000;
const POLL_MS = 25;
const GRACE_MS = 5000;

/** A Prometheus that belongs to one command. It scrapes nothing and holds only the data it was filled with. */
export interface PrivatePrometheus {
  prometheus: PrometheusClient;
  /** Stops it and removes its data. */
  stop: () => Promise<void>;
}

/** Prometheus's programs for one command, separate from the lab's: local processes, or containers. */
export interface PrometheusTools {
  promtool: Promtool;
  /**
   * @throws EnvironmentError START_FAILED; EngineError; or, once aborted, the signal's reason
   */
  startPrometheus: (data: BackfillData, signal: AbortSignal) => Promise<PrivatePrometheus>;
}

/** Its configuration file. */
export const PRIVATE_CONFIG = `global: {scrape_interval: ${SCRAPE_INTERVAL_SECONDS}s}\n`;

/** @param listen address and port */
export function privateArgs({
  config,
  data,
  listen,
}: Record<'config' | 'data' | 'listen', string>): string[] {
  return [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    // The fixture's time is in the past and never changes.
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=${listen}`,
    NO_CORS,
  ];
}

/**
 * Starts a local Prometheus on a free port, in a temporary directory, filled from OpenMetrics text. What a killed
 * command leaves behind carries the home's mark, for `down`.
 * @param binary path of its executable
 * @throws EnvironmentError START_FAILED; or, once aborted, the signal's reason
 */
export async function startPrivatePrometheus(
  binary: string,
  options: { data: BackfillData; home: LabHome; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<PrivatePrometheus> {
  const { data: filled, home, signal } = options;
  const env = { ...options.env, [MARK]: home.id, [OWNER_MARK]: String(process.pid) };
  const directory = temporaryFor(join(home.dataDir, 'check'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await mkdir(directory, { recursive: true });
    const data = join(directory, 'data');
    await backfillDirectory({ prometheus: binary, directory: data, data: filled, env, signal });
    const config = join(directory, 'prometheus.yml');
    await writeFile(config, PRIVATE_CONFIG);
    const listen = `127.0.0.1:${await freePort()}`;
    const server = execa(binary, privateArgs({ config, data, listen }), {
      env,
      stdin: 'ignore',
      stdout: 'ignore',
      reject: false,
      forceKillAfterDelay: GRACE_MS,
    });
    const stop = async (): Promise<void> => {
      server.kill();
      await server;
      await remove();
    };
    try {
      const prometheus = createPrometheusClient(`http://${listen}`);
      await untilReady(prometheus, signal, () => server.exitCode !== null);
      return { prometheus, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @throws EnvironmentError START_FAILED if it exits or takes too long; the signal's reason */
export async function untilReady(
  prometheus: PrometheusClient,
  signal: AbortSignal,
  ended: () => boolean | Promise<boolean>,
): Promise<void> {
  for (const deadline = performance.now() + START_MS; !(await prometheus.isReady());) {
    signal.throwIfAborted();
    if ((await ended()) || performance.now() > deadline) {
      throw new EnvironmentError('Could not start a Prometheus for the check.', {
        code: 'START_FAILED',
        hints: ['Check that Prometheus runs on this machine: obs-lab doctor'],
      });
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
