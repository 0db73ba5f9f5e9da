import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { FOREIGN_HOST, FOREIGN_PAGE, isForeign, isOwnHost, isSafe } from '../common/guard.js';
import { closeGracefully, listen } from '../common/http-server.js';
import { sendProblem } from '../common/json-response.js';
import { createThrottledLog, log } from '../common/log.js';
import { boundPipelining } from '../common/pipeline.js';
import { type AppOptions, createApp } from './app.js';
import { createDatabase, type DatabaseOptions } from './database.js';
import { createActivityReader } from './database-activity.js';
import type { Metrics } from './metrics.js';

export interface ApiOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Names that clients may use for it, in addition to those of loopback. */
  hosts?: readonly string[] | undefined;
  databaseUrl: string;
  poolMax: number;
  acquireTimeoutMs: number;
  metrics?: Metrics | undefined;
  observer?: AppOptions['observer'];
  decorate?: AppOptions['decorate'];
  Client?: DatabaseOptions['Client'];
}

/** Web pages of other sites may not change items, and none may read them under a name that isn't the API's. */
function guardApi(app: RequestListener, hosts?: readonly string[]): RequestListener {
  return (req, res) => {
    if (!isOwnHost(req, hosts)) return sendProblem(res, FOREIGN_HOST);
    if (!isSafe(req.method) && isForeign(req.headers, { ownPages: true })) {
      return sendProblem(res, FOREIGN_PAGE);
    }
    app(req, res);
  };
}

export interface RunningApi {
  port: number;
  server: Server;
  pool: pg.Pool;
  /** Creates the tables and opens all connections; retries until it works. */
  prepare: () => Promise<void>;
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
    Client: options.Client,
    onIdleError(error) {
      write('error', 'database: idle connection lost', { error: error.message });
      void prepare();
    },
  });
  metrics?.watchPool(database.counts);
  const activity = metrics && createActivityReader(options.databaseUrl);
  if (activity) metrics.watchActivity(new URL(options.databaseUrl).pathname.slice(1), activity.read);
  const { observer, decorate } = options;
  const app = createApp({ database, metrics, log: write, observer, decorate });
  // Refused requests never get to the app: they are not counted, like what Node itself refuses.
  const guarded = guardApi(app, options.hosts);
  const server = createServer(boundPipelining(guarded));
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
    server,
    pool: database.pool,
    prepare,
    async stop() {
      await closeGracefully(server, STOP_GRACE_MS);
      await Promise.race([
        Promise.all([database.end(), activity?.end()]),
        sleep(DATABASE_GRACE_MS, undefined, { ref: false }),
      ]);
    },
  };
}
