import pg from 'pg';

/** What PostgreSQL is doing for this database at one moment, except for the session that asks. */
export interface Activity {
  sessions: { state: string; waitsForLock: boolean; count: number; transactionSeconds: number }[];
  locks: { mode: string; count: number }[];
  /** Since PostgreSQL's statistics were reset. */
  tables: { name: string; rowsScanned: number; indexScans: number }[];
}

export interface ActivityReader {
  /** One query on a connection of its own, within {@link READ_LIMIT_MS}; undefined if there was no answer in time. */
  read: () => Promise<Activity | undefined>;
  end: () => Promise<void>;
}

/** PostgreSQL gives up first, so that no query keeps running after its reader has stopped waiting. */
const STATEMENT_TIMEOUT_MS = 300;
/** The longest a scrape waits for it: half of the scrape's own timeout. */
const READ_LIMIT_MS = 450;

const QUERY = `
SELECT 'session' AS kind, state AS name, coalesce(wait_event_type = 'Lock', false) AS waits, count(*)::float8 AS first,
  coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 AS second
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS NOT NULL
GROUP BY state, waits
UNION ALL
SELECT 'lock', lower(mode), false, count(*)::float8, 0 FROM pg_locks
WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
GROUP BY mode
UNION ALL
SELECT 'table', relname, false, seq_tup_read::float8, coalesce(idx_scan, 0)::float8 FROM pg_stat_user_tables
WHERE schemaname = 'public'`;

interface Row {
  kind: 'session' | 'lock' | 'table';
  name: string;
  waits: boolean;
  first: number;
  second: number;
}

/** Reads pg_stat_activity, pg_locks and pg_stat_user_tables. Connects on first use, and again after an error. */
export function createActivityReader(url: string): ActivityReader {
  let client: pg.Client | undefined;
  let reading: Promise<Activity | undefined> | undefined;

  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: READ_LIMIT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: READ_LIMIT_MS,
      application_name: 'obs-lab-api-metrics',
    });
    made.on('error', () => drop(made));
    await made.connect();
    return made;
  };
  const drop = (lost: pg.Client | undefined): void => {
    if (client === lost) client = undefined;
    void lost?.end().catch(() => undefined);
  };
  const ask = async (): Promise<Activity | undefined> => {
    try {
      client ??= await connect();
      const { rows } = await client.query<Row>({ name: 'activity', text: QUERY });
      return toActivity(rows);
    } catch {
      drop(client);
      return undefined;
    }
  };

  return {
    read() {
      // Metrics and scrapes that read at the same moment share one query.
      reading ??= ask().finally(() => (reading = undefined));
      return within(READ_LIMIT_MS, reading);
    },
    async end() {
      await reading;
      await client?.end().catch(() => undefined);
    },
  };
}

function toActivity(rows: readonly Row[]): Activity {
  const activity: Activity = { sessions: [], locks: [], tables: [] };
  for (const { kind, name, waits, first, second } of rows) {
    if (kind === 'session') {
      activity.sessions.push({ state: name, waitsForLock: waits, count: first, transactionSeconds: second });
    } else if (kind === 'lock') {
      activity.locks.push({ mode: name, count: first });
    } else {
      activity.tables.push({ name, rowsScanned: first, indexScans: second });
    }
  }
  return activity;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
