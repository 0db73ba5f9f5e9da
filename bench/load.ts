import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { startGenerator } from '../src/load/generator-process.js';
import { startLabProgram } from '../test/helpers/lab-programs.js';
import { startPostgres } from '../test/helpers/postgres.js';
import { until } from '../test/helpers/wait.js';
import { inTurn, printRatio } from './stats.js';

const USERS = 50;
const ROUND_SECONDS = 5;
const ROUNDS = 6;
const ITEMS = 100;
const PATH = '/items?limit=20';
/** The limit: what taking every latency ourselves, and surviving every server, may cost. */
const LIMIT = 0.95;

/**
 * Requests/s of our generator against autocannon's own command line: GET of 20 rows from the lab API on real PostgreSQL,
 * 50 connections each, in turn.
 */
export async function benchLoad(): Promise<void> {
  const postgres = await startPostgres();
  // No 503s: on a busy machine they would make one side look fast.
  const api = await startLabProgram('server', { DATABASE_URL: postgres.url, DB_ACQUIRE_TIMEOUT_MS: '10000' });
  try {
    await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
    await addItems(api.url);
    await runCommandLine(api.url);
    const rates = await inTurn(
      ROUNDS,
      () => runOurs(api.url),
      () => runCommandLine(api.url),
    );
    printRatio(`GET ${PATH} at ${USERS} connections`, rates.a, rates.b, {
      a: 'obs-lab',
      b: 'autocannon',
      unit: 'requests/s',
      limit: `at least ${LIMIT}`,
    });
  } finally {
    await api.stop();
    await postgres.stop();
  }
}

async function runOurs(url: string): Promise<number> {
  const generator = await startGenerator();
  try {
    const plan = { runId: 'bench', url, users: USERS, spawnRate: 1000 * USERS, holdSeconds: ROUND_SECONDS };
    const on = { interval: () => undefined, draining: () => undefined };
    const { total, sendingSeconds } = await generator.run(
      { ...plan, timeoutMs: 10_000, mix: { list: 1 }, seed: 1 },
      on,
    );
    if (total.responses !== (total.byStatus['200'] ?? 0))
      throw new Error('answers other than 200: not a fair comparison');
    return total.responses / sendingSeconds;
  } finally {
    await generator.dispose();
  }
}

async function runCommandLine(url: string): Promise<number> {
  const entry = createRequire(import.meta.url).resolve('autocannon');
  const args = [entry, '--json', '-c', String(USERS), '-d', String(ROUND_SECONDS), `${url}${PATH}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  const result = JSON.parse(stdout) as { requests: { total: number }; duration: number; non2xx: number };
  if (result.non2xx > 0) throw new Error('answers other than 2xx: not a fair comparison');
  return result.requests.total / result.duration;
}

async function addItems(url: string): Promise<void> {
  for (let i = 0; i < ITEMS; i++) {
    const body = JSON.stringify({ name: `item ${i}`, description: 'benchmark', price: i, quantity: i });
    await fetch(`${url}/items`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  }
}
