import pg, { type QueryConfig, type QueryResultRow } from 'pg';
import {
  classifyAcquireFailure,
  classifyQueryFailure,
  DatabaseError,
  type Failure,
  type FailureReason,
} from './database-errors.js';
import type { RequestTrace } from './request-trace.js';
import { SCHEMA } from './schema.js';

/** The `operation` label of `db_query_duration_seconds`. `ping` is the readiness check. */
export const OPERATIONS = ['select', 'insert', 'update', 'delete', 'ping'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Connections of the pool by state, and requests that wait for one. */
export interface PoolCounts {
  active: number;
  idle: number;
  waiting: number;
}

/** Receives measurements of the database, in seconds. */
export interface DatabaseObserver {
  /** The wait for a connection of the pool, successful or not. */
  acquired: (seconds: number) => void;
  queried: (operation: Operation, seconds: number) => void;
  failed: (reason: FailureReason) => void;
}

export interface DatabaseOptions {
  url: string;
  /** Maximum number of connections. */
  max: number;
  /** How long a request waits for a connection before it fails. */
  acquireTimeoutMs: number;
  observer?: DatabaseObserver | undefined;
  /** Used instead of pg's own client. */
  Client?: typeof pg.Client | undefined;
  /** A connection that was idle broke: the first sign that the server went away. */
  onIdleError: (error: Error) => void;
}

export interface Database {
  /** Runs one statement on a pooled connection, and adds the wait for it to the trace. @throws DatabaseError */
  run: <Row extends QueryResultRow>(
    operation: Operation,
    query: QueryConfig,
    trace?: RequestTrace,
  ) => Promise<Row[]>;
  readonly pool: pg.Pool;
  /**
   * Creates missing tables (safe in several programs at once) and opens all connections, so that the first burst of
   * load does not wait for them. Not measured: no request asked for it. Rejects with pg's error.
   */
  prepare: () => Promise<void>;
  /** Asks the database whether the tables exist: a new one has none yet. @throws DatabaseError */
  ping: () => Promise<boolean>;
  counts: () => PoolCounts;
  /** Waits for running queries, then closes all connections. */
  end: () => Promise<void>;
}

/** The server cancels a statement first, with an error; the client's limit is for a server that doesn't respond. */
const STATEMENT_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 6_000;

/** A bounded pool in which nothing waits forever. Connects at the first use. */
export function createDatabase({
  url,
  max,
  acquireTimeoutMs,
  observer,
  Client,
  onIdleError,
}: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: acquireTimeoutMs,
    idleTimeoutMillis: 0, // connections stay open: opening one would delay the first requests of a load
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: READ_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'obs-lab-api',
    ...(Client && { Client }),
  });
  // Without these listeners, a connection that breaks, idle or in use, ends the process.
  pool.on('error', (error) => {
    observer?.failed('connection');
    onIdleError(error);
  });
  pool.on('connect', (client) => client.on('error', ignore));

  const fail = (failure: Failure, cause: unknown): never => {
    observer?.failed(failure.reason);
    throw new DatabaseError(failure, cause);
  };

  const acquire = async (trace: RequestTrace | undefined): Promise<pg.PoolClient> => {
    const startedAt = performance.now();
    const waited = (): number => {
      const seconds = (performance.now() - startedAt) / 1000;
      if (trace) trace.connectionWaitSeconds = (trace.connectionWaitSeconds ?? 0) + seconds;
      return seconds;
    };
    try {
      const client = await pool.connect();
      const seconds = waited();
      observer?.acquired(seconds);
      return client;
    } catch (error) {
      const seconds = waited();
      const failure = classifyAcquireFailure(error);
      // A refused connection fails at once: counted as a wait, it would make an outage look like a fast pool.
      if (failure.reason === 'acquire_timeout') observer?.acquired(seconds);
      return fail(failure, error);
    }
  };

  const run = async <Row extends QueryResultRow>(
    operation: Operation,
    query: QueryConfig,
    trace?: RequestTrace,
  ): Promise<Row[]> => {
    const client = await acquire(trace);
    const startedAt = performance.now();
    try {
      const { rows } = await client.query<Row>(query);
      client.release();
      return rows;
    } catch (error) {
      const failure = classifyQueryFailure(error);
      client.release(failure.connectionLost);
      return fail(failure, error);
    } finally {
      observer?.queried(operation, (performance.now() - startedAt) / 1000);
    }
  };

  return {
    run,
    pool,
    async ping() {
      const text = `SELECT to_regclass('items') IS NOT NULL AS "there"`;
      const [row] = await run<{ there: boolean }>('ping', { name: 'ping', text });
      return row?.there === true;
    },
    async prepare() {
      const { max } = pool.options;
      const client = await pool.connect();
      try {
        await client.query(SCHEMA);
      } finally {
        client.release(true); // whether the query worked or not
      }
      const clients = await Promise.allSettled(Array.from({ length: max }, () => pool.connect()));
      for (const each of clients) if (each.status === 'fulfilled') each.value.release();
      const missed = clients.find((each) => each.status === 'rejected');
      // If the pool is full, requests are using it already, so nothing is wrong.
      if (missed && pool.totalCount < max) throw missed.reason;
    },
    counts: () => ({
      active: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    end: () => pool.end(),
  };
}

function ignore(): void {
  // The query that was running is rejected as well, and handled there.
}
