import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGenerator } from '../src/load/generator-process.js';
import type { SavedRun } from '../src/load/runs.js';
import { findTier } from '../src/load/tiers.js';
import { startLabProgram } from '../test/helpers/lab-programs.js';
import { startPostgres } from '../test/helpers/postgres.js';
import { TestTerminal } from '../test/helpers/terminal.js';
import { until } from '../test/helpers/wait.js';
import { findHey } from './hey.js';
import { median, quantile } from './stats.js';

const USERS = 50;
/** Long enough that the first second, in which the command itself warms up, weighs little, as in a real run. */
const ROUND_SECONDS = 10;
const ROUNDS = 6;
const ITEMS = 100;
const PATH = '/items?limit=20';
/** The limits: what taking every latency ourselves, and drawing it, may cost; and megabytes at so many users. */
const LIMITS = { autocannon: 0.95, hey: 1, rssMb: 300 };
const MANY_USERS = 1000;

/**
 * Requests/s of `obs-lab stress` with its live screen on a terminal, against autocannon's own command line and hey: GET of
 * 20 rows from the lab API on real PostgreSQL, 50 connections each. They take turns, and the ratio is that of a round.
 */
export async function benchLoad(): Promise<void> {
  const postgres = await startPostgres();
  // No 503s: on a busy machine they would make one side look fast.
  const api = await startLabProgram('server', { DATABASE_URL: postgres.url, DB_ACQUIRE_TIMEOUT_MS: '10000' });
  const hey = await findHey();
  try {
    await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
    await addItems(api.url);
    await runCommandLine(api.url);
    const rates: Record<'ours' | 'autocannon' | 'hey', number[]> = { ours: [], autocannon: [], hey: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const turns = [
        async () => rates.ours.push(await runOurs(api.url)),
        async () => rates.autocannon.push(await runCommandLine(api.url)),
        async () => {
          if (typeof hey !== 'string')
            rates.hey.push(await hey.measure(api.url + PATH, USERS, ROUND_SECONDS));
        },
      ];
      // Whoever goes first may have it easier.
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    console.log(`GET ${PATH} at ${USERS} connections, ${ROUNDS} rounds of ${ROUND_SECONDS} s each, medians`);
    printAgainst('autocannon', rates.ours, rates.autocannon, LIMITS.autocannon);
    if (typeof hey === 'string') console.log(`hey: left out: ${hey}`);
    else printAgainst('hey', rates.ours, rates.hey, LIMITS.hey);
    const rssMb = await memoryAtManyUsers(api.url);
    console.log(
      `memory of the generator at ${MANY_USERS} users: ${rssMb} MB (below ${LIMITS.rssMb}: ${rssMb < LIMITS.rssMb ? 'yes' : 'NO'})`,
    );
  } finally {
    if (typeof hey !== 'string') await hey.dispose();
    await api.stop();
    await postgres.stop();
  }
}

function printAgainst(name: string, ours: readonly number[], theirs: readonly number[], limit: number): void {
  const ratios = ours.map((rate, i) => rate / (theirs[i] as number));
  const ratio = median(ratios);
  const [low, high] = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  const rates = `obs-lab with its screen ${median(ours).toFixed(0)}/s, ${name} ${median(theirs).toFixed(0)}/s`;
  console.log(
    `${rates}: ratio of a round ${ratio.toFixed(3)}, half of them from ${low} to ${high} (at least ${limit}: ${ratio >= limit ? 'yes' : 'NO'})`,
  );
}

/** The whole command on a terminal of 80×24, drawing. */
async function runOurs(url: string): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'obs-lab-bench-load-'));
  const load = ['--users', String(USERS), '--spawn-rate', '5000', '--duration', `${ROUND_SECONDS}s`];
  const terminal = new TestTerminal(['stress', ...load, '--target', url + PATH], {
    env: { OBS_LAB_HOME: home },
  });
  try {
    await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{2}/u);
    await terminal.exited;
    const [file = ''] = await readdir(join(home, 'runs'));
    const { client } = JSON.parse(await readFile(join(home, 'runs', file), 'utf8')) as SavedRun;
    if (client.sent !== client.byStatus['200'])
      throw new Error('answers other than 200: not a fair comparison');
    return client.rps;
  } finally {
    await terminal.close();
    await rm(home, { recursive: true, force: true });
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

/** The most that the generator's process took, doing what heavy does. */
async function memoryAtManyUsers(url: string): Promise<number> {
  const generator = await startGenerator();
  const { mix, timeoutMs } = findTier('heavy');
  const plan = {
    runId: 'bench',
    url,
    users: MANY_USERS,
    spawnRate: 200,
    holdSeconds: 10,
    timeoutMs,
    mix,
    seed: 1,
  };
  let most = 0;
  try {
    await generator.run(plan, {
      interval: (interval) => void (most = Math.max(most, interval.generator.rssMb)),
      draining: () => undefined,
    });
    return most;
  } finally {
    await generator.dispose();
  }
}

async function addItems(url: string): Promise<void> {
  for (let i = 0; i < ITEMS; i++) {
    const body = JSON.stringify({ name: `item ${i}`, description: 'benchmark', price: i, quantity: i });
    await fetch(`${url}/items`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  }
}
