import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrometheus } from '../../src/stack/binaries/prometheus.js';
import { cacheDir } from '../../src/stack/home.js';
import { backfillDirectory } from '../../src/stack/runtimes/local/backfill.js';
import type { BackfillData } from '../../src/stack/runtimes/runtime.js';
import { startProcess } from './child.js';
import { freePorts } from './ports.js';
import { until } from './wait.js';

export interface TestPrometheus {
  url: string;
  port: number;
  stop: () => Promise<void>;
}

/**
 * A private, real Prometheus on a free port with an empty database, or one filled from OpenMetrics text.
 * @param options.openMetrics backfilled with promtool before the start; ends in "# EOF"
 * @param options.data the same, for data whose blocks may be kept
 * @param options.dataDir a database that is there already, and stays
 */
export async function startPrometheus(
  options: {
    config?: string;
    openMetrics?: string;
    data?: BackfillData;
    dataDir?: string;
    flags?: string[];
  } = {},
): Promise<TestPrometheus> {
  const binary = await findPrometheus({ env: process.env, cache: cacheDir() });
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-prometheus-'));
  const { openMetrics, data = openMetrics === undefined ? undefined : { text: () => [openMetrics] } } =
    options;
  const dataDir = options.dataDir ?? join(directory, 'data');
  await writeFile(join(directory, 'prometheus.yml'), options.config ?? 'global: {scrape_interval: 1s}\n');
  if (data) {
    const { signal } = new AbortController();
    await backfillDirectory({ prometheus: binary.path, directory: dataDir, data, env: process.env, signal });
  }
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = startProcess(binary.path, [
    `--config.file=${join(directory, 'prometheus.yml')}`,
    `--storage.tsdb.path=${dataDir}`,
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=127.0.0.1:${port}`,
    ...(options.flags ?? []),
  ]);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await until('Prometheus is ready', async () => {
      if (server.child.exitCode !== null) throw new Error(`Prometheus ended: ${server.output()}`);
      return (await fetch(`${url}/-/ready`)).ok;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, stop };
}
