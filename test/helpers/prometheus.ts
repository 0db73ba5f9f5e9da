import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPrometheus, promtoolBeside } from '../../src/stack/binaries/prometheus.js';
import { cacheDir } from '../../src/stack/home.js';
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
 * @param options.dataDir a database that is there already, and stays
 */
export async function startPrometheus(
  options: { config?: string; openMetrics?: string; dataDir?: string; flags?: string[] } = {},
): Promise<TestPrometheus> {
  const binary = await findPrometheus({ env: process.env, cache: cacheDir() });
  const directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-prometheus-'));
  const data = options.dataDir ?? join(directory, 'data');
  await writeFile(join(directory, 'prometheus.yml'), options.config ?? 'global: {scrape_interval: 1s}\n');
  if (options.openMetrics !== undefined) {
    const promtool = promtoolBeside(binary);
    if (!promtool) throw new Error(`no promtool beside ${binary.path}`);
    await writeFile(join(directory, 'in.om'), options.openMetrics);
    await promisify(execFile)(promtool, [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      join(directory, 'in.om'),
      data,
    ]);
  }
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = startProcess(binary.path, [
    `--config.file=${join(directory, 'prometheus.yml')}`,
    `--storage.tsdb.path=${data}`,
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
