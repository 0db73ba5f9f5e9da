import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { startProcess, type TestProcess } from '../test/helpers/child.js';
import { startPostgres } from '../test/helpers/postgres.js';
import { until } from '../test/helpers/wait.js';
import { median, quantile } from './stats.js';

const VARIANTS = ['instrumented', 'plain'] as const;
type Variant = (typeof VARIANTS)[number];

const CONNECTIONS = 50;
const WARM_UP_SECONDS = 3;
const ROUND_SECONDS = 1;
const ROUNDS = 40;
const ITEMS = 100;
/** The limit for the cost of instrumentation. */
const LIMIT = 0.9;

/**
 * The cost of instrumentation: requests/s of GET /items (20 rows) with and without it, on real PostgreSQL. The rounds
 * alternate, so that other load on the machine affects both; they are short and many, because a shared machine's
 * speed changes every second by more than the cost itself. The instrumented API is scraped every second, as in the
 * lab.
 */
export async function benchApi(): Promise<void> {
  const postgres = await startPostgres();
  const servers: TestProcess[] = [];
  try {
    const urls = {} as Record<Variant, string>;
    for (const variant of VARIANTS) {
      const server = startVariant(variant, postgres.url);
      servers.push(server);
      urls[variant] = await untilReady(server);
    }
    await addItems(urls.plain);
    for (const variant of VARIANTS) await round(urls[variant], WARM_UP_SECONDS);

    const rps: Record<Variant, number[]> = { instrumented: [], plain: [] };
    const ratios: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const measured = { instrumented: 0, plain: 0 };
      // Going first in a pair may be an advantage: take turns.
      for (const variant of i % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
        measured[variant] = await measure(variant, urls[variant]);
        rps[variant].push(measured[variant]);
      }
      ratios.push(measured.instrumented / measured.plain);
    }
    const ratio = median(ratios);
    console.log(
      `GET /items at ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_SECONDS} s each`,
    );
    console.log(`instrumented ${rate(median(rps.instrumented))}, plain ${rate(median(rps.plain))}`);
    const [low, high] = [0.25, 0.75].map((share) => quantile(ratios, share).toFixed(2));
    console.log(
      `ratio of a round ${ratio.toFixed(3)}, half of them from ${low} to ${high} (at least ${LIMIT}: ${ratio >= LIMIT ? 'yes' : 'NO'})`,
    );
    if (ratio < LIMIT) process.exitCode = 1;
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
  }
}

function startVariant(variant: Variant, databaseUrl: string): TestProcess {
  const file = fileURLToPath(new URL('api-server.ts', import.meta.url));
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl, VARIANT: variant };
  return startProcess(process.execPath, ['--import', 'tsx', file], { env });
}

async function untilReady(server: TestProcess): Promise<string> {
  return until('the API is ready', async () => {
    const port = /"port":(\d+)/.exec(server.output())?.[1];
    if (port === undefined) return undefined;
    const url = `http://127.0.0.1:${port}`;
    return (await fetch(`${url}/ready`)).ok ? url : undefined;
  });
}

async function addItems(url: string): Promise<void> {
  for (let i = 0; i < ITEMS; i++) {
    const body = JSON.stringify({ name: `item ${i}`, description: 'benchmark', price: i, quantity: i });
    await fetch(`${url}/items`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  }
}

async function round(url: string, seconds: number): Promise<number> {
  const result = await autocannon({ url: `${url}/items`, connections: CONNECTIONS, duration: seconds });
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(
      `${result.errors} errors and ${result.non2xx} answers other than 2xx: not a fair comparison`,
    );
  }
  return result.requests.total / result.duration;
}

async function measure(variant: Variant, url: string): Promise<number> {
  if (variant === 'plain') return round(url, ROUND_SECONDS);
  const scrape = (): void => void fetch(`${url}/metrics`).then((page) => page.text());
  scrape();
  const scrapes = setInterval(scrape, 1000);
  try {
    return await round(url, ROUND_SECONDS);
  } finally {
    clearInterval(scrapes);
  }
}

function rate(rps: number): string {
  return `${rps.toFixed(0)} requests/s`;
}
