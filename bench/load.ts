import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGenerator } from '../src/load/generator/process.js';
import { findTier } from '../src/load/request/tiers.js';
import { startLabProgram } from '../test/helpers/lab-programs.js';
import { startPostgres } from '../test/helpers/postgres.js';
import { TestTerminal } from '../test/helpers/terminal.js';
import { until } from '../test/helpers/wait.js';
import { findHey } from './hey.js';
import { median, quantile } from './stats.js';
import { type Contender, startContender, takeTurns } from './turns.js';

const USERS = 50;
const ROUNDS = 30;
const ITEMS = 100;
const PATH = '/items?limit=20';
/**
 * The limits: the minimum ratio to each generator, since we record and draw every latency; and memory in MB.
 */
const LIMITS = { autocannon: 0.95, hey: 1, rssMb: 300 };
const MANY_USERS = 1000;
/** Long enough that no generator ends before it is stopped. */
const LONG_SECONDS = 900;

/**
 * Requests/s of `obs-lab stress` with its live screen on a terminal, against autocannon's own command line and hey:
 * GET of 20 rows from the lab API on real PostgreSQL, 50 connections each.
 */
export async function benchLoad(): Promise<void> {
  const postgres = await startPostgres();
  // No 503s: on a busy machine they would make one side look fast.
  const api = await startLabProgram('api', { DATABASE_URL: postgres.url, DB_ACQUIRE_TIMEOUT_MS: '10000' });
  const hey = await findHey();
  try {
    await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
    await addItems(api.url);
    console.log(
      `GET ${PATH} at ${USERS} connections, ${ROUNDS} rounds of turns in which the host takes no time away`,
    );
    await against('autocannon', async () => startAutocannon(api.url), api.url);
    if (typeof hey === 'string') console.log(`hey: left out: ${hey}`);
    else await against('hey', async () => hey.start(api.url + PATH, USERS, LONG_SECONDS), api.url);
    const rssMb = await memoryAtManyUsers(api.url);
    console.log(
      `memory of the generator at ${MANY_USERS} users: ${rssMb} MB (below ${LIMITS.rssMb}: ${rssMb < LIMITS.rssMb ? 'yes' : 'NO'})`,
    );
    if (rssMb >= LIMITS.rssMb) process.exitCode = 1;
  } finally {
    if (typeof hey !== 'string') await hey.dispose();
    await api.stop();
    await postgres.stop();
  }
}

async function against(
  name: 'autocannon' | 'hey',
  start: () => Promise<Contender>,
  url: string,
): Promise<void> {
  const { rates, leftOut } = await takeTurns(ROUNDS, [() => startOurs(url), start], () => countAnswers(url));
  const ratios = rates.map(([ours, theirs]) => ours / theirs);
  const ratio = median(ratios);
  const [low, high] = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  const [ours, theirs] = [0, 1].map((turn) => median(rates.map((rate) => rate[turn] as number)).toFixed(0));
  const holds = ratio >= LIMITS[name];
  console.log(
    `obs-lab with its screen ${ours}/s, ${name} ${theirs}/s: ratio of a round ${ratio.toFixed(3)}, half of them from ${low} to ${high}, ${leftOut} left out (at least ${LIMITS[name]}: ${holds ? 'yes' : 'NO'})`,
  );
  if (!holds) process.exitCode = 1;
}

/** The whole command on a terminal of 80×24, drawing. */
async function startOurs(url: string): Promise<Contender> {
  const home = await mkdtemp(join(tmpdir(), 'obs-lab-bench-load-'));
  const load = ['--users', String(USERS), '--spawn-rate', '5000', '--duration', `${LONG_SECONDS}s`];
  const terminal = new TestTerminal(['stress', ...load, '--target', url + PATH], {
    env: { OBS_LAB_HOME: home },
  });
  await terminal.waitFor(/requests\/s +[\d,]+ +[\d,]+ +[▁▂▃▄▅▆▇█]{2}/u);
  const { pid } = terminal;
  const generator = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return {
    pids: [pid, ...generator.trim().split(' ').map(Number)],
    async ended() {
      await terminal.exited;
      await rm(home, { recursive: true, force: true });
    },
  };
}

function startAutocannon(url: string): Contender {
  const entry = createRequire(import.meta.url).resolve('autocannon');
  const load = ['--json', '-c', String(USERS), '-d', String(LONG_SECONDS)];
  return startContender(process.execPath, [entry, ...load, `${url}${PATH}`]);
}

/** The API's own counters. @throws Error if an answer was not a 200: not a fair comparison */
async function countAnswers(url: string): Promise<{ answered: number; inFlight: number }> {
  const page = await (await fetch(`${url}/metrics`)).text();
  let answered = 0;
  for (const [, labels = '', value] of page.matchAll(/^http_requests_total\{(.*)\} (\d+)$/gm)) {
    if (!labels.includes('method="GET"') || !labels.includes('route="/items"')) continue;
    if (!labels.includes('status="200"') && value !== '0') {
      throw new Error(`answers other than 200: {${labels}}`);
    }
    answered += Number(value);
  }
  const inFlight = Number(/^http_requests_in_flight(?:\{\})? (\d+)$/m.exec(page)?.[1]);
  return { answered, inFlight };
}

/** The peak memory of the generator's process under the heavy tier. */
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
