import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeGracefully, listen } from '../common/http-server.js';
import { createThrottledLog, log } from '../common/log.js';
import { createApp } from './app.js';
import { createDatabase, type Database } from './database.js';
import type { Metrics } from './metrics.js';

export interface ApiOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  databaseUrl: string;
  poolMax: number;
  acquireTimeoutMs: number;
  metrics?: Metrics | undefined;
}

export interface RunningApi {
  port: number;
  stop: () => Promise<void>;
}

/** Longer than clients keep a connection: the client is to close first, or its next request can meet a closing one. */
const KEEP_ALIVE_MS = 65_000;
/** For requests in flight, and then for the connections to PostgreSQL to say good-bye. */
const STOP_GRACE_MS = 3_000;
const DATABASE_GRACE_MS = 1_000;
const LOG_INTERVAL_MS = 10_000;
const SCHEMA_RETRY_MS = 250;

/**
 * Starts the API. It listens at once, whether PostgreSQL is up or not: until the tables are there, /ready and
 * /items answer 503.
 * @throws ListenError
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { metrics } = options;
  const throttled = createThrottledLog(LOG_INTERVAL_MS);
  const database = createDatabase({
    url: options.databaseUrl,
    max: options.poolMax,
    acquireTimeoutMs: options.acquireTimeoutMs,
    observer: metrics?.database,
    onIdleError: (error) => throttled('error', 'database: idle connection lost', { error: error.message }),
  });
  metrics?.watchPool(database.counts);
  const server = createServer(createApp({ database, metrics, log: throttled }));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.host, options.port);
  log('info', 'listening', { program: 'api', host: options.host, port });

  const stopping = new AbortController();
  void prepare(database, throttled, stopping.signal);
  return {
    port,
    async stop() {
      stopping.abort();
      await closeGracefully(server, STOP_GRACE_MS);
      await Promise.race([database.end(), sleep(DATABASE_GRACE_MS, undefined, { ref: false })]);
    },
  };
}

/** Tries until it works: PostgreSQL may come up after the API. */
async function prepare(database: Database, write: typeof log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await database.createSchema();
      await database.warmUp();
      return log('info', 'database ready', { program: 'api' });
    } catch (error) {
      write('warn', 'waiting for the database', { error: (error as Error).message });
      await sleep(SCHEMA_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
