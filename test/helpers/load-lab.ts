import pg from 'pg';
import type { LoadTarget } from '../../src/load/request/target.js';
import { findTier, type Tier } from '../../src/load/request/tiers.js';
import { createPrometheusClient } from '../../src/prometheus/client.js';
import { type LabProgram, startLabProgram } from './lab-programs.js';
import { freePorts } from './ports.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { startPrometheus } from './prometheus.js';
import { until } from './wait.js';

/** Everything a load run needs: the API on real PostgreSQL, its traffic, a real Prometheus that scrapes both. */
export interface LoadLab {
  postgres: TestPostgres;
  /** As it runs now: kill it, and `restartApi` brings another one up on its port. */
  api: LabProgram;
  traffic: LabProgram;
  target: () => LoadTarget;
  restartApi: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startLoadLab(): Promise<LoadLab> {
  const [apiPort = 0, trafficPort = 0] = await freePorts(2);
  const job = (name: string, port: number) =>
    `  - {job_name: ${name}, static_configs: [{targets: ['127.0.0.1:${port}']}]}`;
  const jobs = [job('api', apiPort), job('traffic', trafficPort)].join('\n');
  const [postgres, prometheus] = await Promise.all([
    startPostgres(),
    startPrometheus({ config: `global: {scrape_interval: 1s}\nscrape_configs:\n${jobs}\n` }),
  ]);
  const startApi = () => startLabProgram('api', { PORT: String(apiPort), DATABASE_URL: postgres.url });
  const api = await startApi();
  const traffic = await startLabProgram('traffic', { PORT: String(trafficPort), TARGET_URL: api.url });
  const client = createPrometheusClient(prometheus.url);
  await until('Prometheus scrapes both', async () => {
    const up = await client.query('sum(up)');
    return up.resultType === 'vector' && up.series[0]?.sample.value === 2;
  });
  const lab: LoadLab = {
    postgres,
    api,
    traffic,
    target: () => ({ url: lab.api.url, lab: { trafficUrl: traffic.url, prometheus: client } }),
    restartApi: async () => void (lab.api = await startApi()),
    async stop() {
      await traffic.stop();
      await lab.api.stop();
      await prometheus.stop();
      await postgres.stop();
    },
  };
  return lab;
}

/** What a test can wait for: few users, there at once. */
export const SMALL_TIER: Tier = {
  ...findTier('light'),
  users: 10,
  spawnRate: 20,
  holdSeconds: 1,
  timeoutMs: 1000,
};

/** The lab's own requests so far, by its own count. */
export async function trafficSent({ traffic }: LoadLab): Promise<number> {
  const page = await (await fetch(`${traffic.url}/metrics`)).text();
  return [...page.matchAll(/^traffic_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
}

export async function expectTrafficGoesOn(lab: LoadLab): Promise<void> {
  const before = await trafficSent(lab);
  await until('traffic goes on', async () => (await trafficSent(lab)) > before);
}

/** Items of a run that are still in the table. */
export async function itemsOf({ postgres }: LoadLab, runId: string): Promise<number> {
  const database = new pg.Client(postgres.url);
  await database.connect();
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM items WHERE name LIKE $1',
    [`load ${runId}%`],
  );
  await database.end();
  return rows[0]?.n ?? -1;
}
