import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeGracefully, listen } from '../common/http-server.js';
import { createThrottledLog, log } from '../common/log.js';
import { createApp } from './app.js';
import { createDatabase } from './database.js';
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

/** Longer than clients keep a connection: the client must close first, or its next request may hit a closing one. */
const KEEP_ALIVE_MS = 65_000;
/** For requests in flight, and then for closing the connections to PostgreSQL. */
const STOP_GRACE_MS = 3_000;
const DATABASE_GRACE_MS = 1_000;
const LOG_INTERVAL_MS = 10_000;
const PREPARE_RETRY_MS = 250;

/**
 * Starts the API. It listens at once, whether PostgreSQL is up or not: until the tables exist, /ready and
 * /items answer 503.
 * @throws ListenError
 */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { metrics } = options;
  const write = createThrottledLog(LOG_INTERVAL_MS);
  const database = createDatabase({
    url: options.databaseUrl,
    max: options.poolMax,
    acquireTimeoutMs: options.acquireTimeoutMs,
    observer: metrics?.database,
    onIdleError(error) {
      write('error', 'database: idle connection lost', { error: error.message });
      void prepare();
    },
  });
  metrics?.watchPool(database.counts);
  const server = createServer(createApp({ database, metrics, log: write }));
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  let preparing = false;
  /** Tries until it works: PostgreSQL may come up after the API, or come back. */
  const prepare = async (): Promise<void> => {
    if (preparing) return;
    preparing = true;
    while (preparing && server.listening) {
      try {
        await database.prepare();
        log('info', 'database ready', { program: 'api' });
        preparing = false;
      } catch (error) {
        write('warn', 'waiting for the database', {
          error: (error as Error).message || (error as NodeJS.ErrnoException).code,
        });
        await sleep(PREPARE_RETRY_MS);
      }
    }
  };

  const port = await listen(server, options.host, options.port);
  log('info', 'listening', { program: 'api', host: options.host, port });
  void prepare();
  return {
    port,
    async stop() {
      await closeGracefully(server, STOP_GRACE_MS);
      await Promise.race([database.end(), sleep(DATABASE_GRACE_MS, undefined, { ref: false })]);
    },
  };
}
