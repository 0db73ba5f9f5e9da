import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Mechanism, Undo } from '../../control/injector.js';
import type { ParametersOf } from '../../faults/index.js';
import { RECALLS_INDEX } from '../schema.js';
import type { Supervisor } from '../supervisor.js';

/** No lock may outlive the longest lease, even if this process hangs. */
const LONGEST_TRANSACTION = '3700s';
const CLOSE_MS = 500;
const REPAIR_RETRY_MS = 500;

/** Opens a separate session, named like the tool that an operator would have used. */
async function openSession(url: string): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: url,
    application_name: 'psql',
    connectionTimeoutMillis: 5_000,
  });
  session.on('error', () => undefined);
  await session.connect();
  return session;
}

/** Closes it, whatever it is doing; PostgreSQL rolls its transaction back. */
async function closeSession(session: pg.Client): Promise<void> {
  const socket = (session as unknown as { connection: { stream: { destroy: () => void } } }).connection
    .stream;
  await Promise.race([session.end().catch(() => undefined), sleep(CLOSE_MS)]);
  socket.destroy();
}

async function withSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = await openSession(url);
  try {
    return await work(session);
  } finally {
    await closeSession(session);
  }
}

/** table-lock: a session that locks and frees the table in turns, until somebody kills it. */
export async function tableLock(
  { options }: Supervisor,
  { heldMs, freeMs }: ParametersOf<'table-lock'>,
  { ended }: Parameters<Mechanism>[1],
): Promise<Undo> {
  const session = await openSession(options.databaseUrl);
  let over = false;
  session.on('end', () => void (over || ended()));
  const lock = async (): Promise<void> => {
    await session.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = '${LONGEST_TRANSACTION}'`);
    await session.query('LOCK TABLE items IN ACCESS EXCLUSIVE MODE');
  };
  const turns = async (): Promise<void> => {
    while (!over && freeMs > 0) {
      await sleep(heldMs, undefined, { ref: false });
      await session.query('COMMIT');
      await sleep(freeMs, undefined, { ref: false });
      if (!over) await lock();
    }
  };
  try {
    await lock();
  } catch (error) {
    over = true;
    await closeSession(session);
    throw error;
  }
  turns().catch(() => undefined); // it was killed, or closed by us
  return async () => {
    over = true;
    await closeSession(session);
  };
}

/** kill-session: terminates the session that blocks most others; if none blocks any, the one with the oldest transaction. */
export function killSession({ options }: Supervisor): Promise<void> {
  return withSession(options.databaseUrl, async (session) => {
    await session.query(`
      SELECT pg_terminate_backend(pid) FROM (
        SELECT pid FROM pg_stat_activity holder
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
        ORDER BY (
          SELECT count(*) FROM pg_stat_activity waiter WHERE holder.pid = ANY (pg_blocking_pids(waiter.pid))
        ) DESC, xact_start
        LIMIT 1
      ) longest`);
  });
}

/**
 * Creates the index again if an earlier process left it dropped. Retries until PostgreSQL answers. A missing table is not
 * its business: it will be created with its index.
 */
export async function repairIndex({ options }: Supervisor): Promise<void> {
  for (;;) {
    try {
      return await withSession(options.databaseUrl, async (session) => {
        await session.query(`
          DO $$ BEGIN
            IF to_regclass('item_recalls') IS NOT NULL THEN ${RECALLS_INDEX}; END IF;
          END $$`);
      });
    } catch {
      await sleep(REPAIR_RETRY_MS, undefined, { ref: false });
    }
  }
}

/** missing-index: fills the table, so that scanning it takes a while, and drops its index. */
export async function missingIndex(
  { options }: Supervisor,
  { rows }: ParametersOf<'missing-index'>,
): Promise<Undo> {
  await withSession(options.databaseUrl, async (session) => {
    // The ids are negative: the API never gives out such an id, so no item is hidden.
    await session.query('TRUNCATE item_recalls');
    await session.query('DROP INDEX IF EXISTS item_recalls_item_id');
    await session.query(
      'INSERT INTO item_recalls (item_id) SELECT -id FROM generate_series(1, $1::integer) id',
      [rows],
    );
    await session.query('ANALYZE item_recalls');
  });
  return () =>
    withSession(options.databaseUrl, async (session) => {
      await session.query(RECALLS_INDEX);
      await session.query('TRUNCATE item_recalls');
    });
}
