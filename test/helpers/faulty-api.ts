import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type ControlClient, controlOn } from './control.js';
import { type Exposition, scrape } from './exposition.js';
import { type LabProgram, startLabProgram } from './lab-programs.js';
import { freePorts } from './ports.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { until } from './wait.js';

/** A real API whose faults are injected through its control port, and observed as in production. */

/** For the tests of a file that calls useFaultyApi(), and new for each of them, except PostgreSQL. */
export let postgres: TestPostgres;
export let sql: pg.Client;
export let api: LabProgram;
export let control: ControlClient;

/** Starts PostgreSQL for a file, and an API with a control port for each of its tests. */
export function useFaultyApi(): void {
  beforeAll(async () => {
    postgres = await startPostgres();
    await connect();
  });
  afterAll(async () => {
    await sql?.end();
    await postgres?.stop();
  });
  beforeEach(async () => {
    const [port = 0] = await freePorts(1);
    control = controlOn(port);
    await startApi();
    for (let i = 0; i < 3; i++) await send('POST', '/items', { name: 'lamp' });
  });
  afterEach(() => api.stop());
}

/** Connects {@link sql}, again if PostgreSQL was restarted. */
export async function connect(): Promise<void> {
  sql = new pg.Client(postgres.url);
  sql.on('error', () => undefined);
  await sql.connect();
}

export async function startApi(): Promise<void> {
  api = await startLabProgram('api', {
    DATABASE_URL: postgres.url,
    // A busy machine is not a fault: only a pool that stays empty may end in 503.
    DB_ACQUIRE_TIMEOUT_MS: '5000',
    ...control.env,
  });
  await ready();
}

async function ready(): Promise<void> {
  await until('the API is ready', async () => (await fetch(`${api.url}/ready`)).ok);
}

/** Sends a request. @returns its status and duration in seconds */
export async function send(method: string, path: string, body?: object) {
  const startedAt = performance.now();
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return { status: response.status, seconds: (performance.now() - startedAt) / 1000 };
}

export async function statuses(
  count: number,
  method: string,
  path: string,
  body?: object,
): Promise<number[]> {
  const answers: number[] = [];
  for (let i = 0; i < count; i++) answers.push((await send(method, path, body)).status);
  return answers;
}

export const page = (): Promise<Exposition> => scrape(api.url);

export async function sum(name: string, labels: Record<string, string> = {}): Promise<number> {
  return (await page()).sum(name, labels);
}

export function log(): Record<string, unknown>[] {
  const lines = api.output().split('\n').slice(1, -1); // complete lines
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Sessions that are in a transaction, except the test's. */
export async function openTransactions(): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
       AND application_name <> 'obs-lab-api-metrics'`,
  );
  return rows[0]?.count ?? 0;
}

export async function exclusiveLocks(): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'items'::regclass`,
  );
  return rows[0]?.count ?? 0;
}

export async function nothingRemains(): Promise<void> {
  expect(await control.active()).toEqual([]);
  await until('no transaction is open', async () => (await openTransactions()) === 0);
  expect(await exclusiveLocks()).toBe(0);
  await ready();
  expect(await statuses(5, 'GET', '/items')).toEqual([200, 200, 200, 200, 200]);
}
