import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConfig } from 'pg';
import { listen } from '../common/http-server.js';
import { log } from '../common/log.js';
import type { ItemStore } from './items.js';
import type { Build, Metrics } from './metrics.js';
import { createMetrics } from './metrics.js';
import { clientWith, type QueryHook } from './query-hooks.js';
import { createRequestLog, type RequestObserver } from './request-log.js';
import { type ApiOptions, type RunningApi, startApi } from './start.js';

/** Hooks between the API and the layers below it. They survive a restart. */
export interface Hooks {
  /** Around each named statement, in the database driver. */
  query: Set<QueryHook>;
  /** Around the metrics page, after it was rendered. */
  page: Set<(page: string) => string | Promise<string>>;
  /** When a request ended. */
  request: Set<RequestObserver>;
  store: Set<(store: ItemStore) => ItemStore>;
  /** Before the API stops or restarts. */
  stop: Set<() => void>;
}

export interface SupervisorOptions extends Omit<ApiOptions, 'metrics' | 'observer' | 'decorate' | 'Client'> {
  version: string;
  /** Where the request log goes; no log if left out. */
  writeLine?: (line: string) => void;
}

export interface Supervisor {
  readonly api: RunningApi;
  readonly metrics: Metrics;
  readonly hooks: Hooks;
  readonly options: SupervisorOptions;
  /** Builds that were deployed over the original one; the last one wins. They take effect at the next restart. */
  readonly releases: Set<Partial<Build>>;
  /** Pool limits that override the options. They take effect at the next restart. */
  poolLimits: Pick<PoolConfig, 'max' | 'maxUses'>;
  /**
   * Restarts the API inside this process so that it looks like a new one: all counters at zero, a new start time, no
   * connections left. The process itself can't be replaced: nothing on the local runtime would start another one.
   * @param error why it crashed; without it, it stops gracefully
   */
  restart: (error?: string) => Promise<void>;
  /** Closes the listener and all connections, and listens on the same port of another address, which later restarts keep.
   * @throws ListenError */
  rebind: (host: string) => Promise<void>;
  /** Stops it for good: from now on, restart and rebind do nothing. */
  stop: () => Promise<void>;
}

/** How long a new process takes to come up. */
const START_MS = 700;

/**
 * Starts the API in a way that it can be restarted, as another build if need be.
 * @throws ListenError
 */
export async function superviseApi(options: SupervisorOptions): Promise<Supervisor> {
  const hooks: Hooks = {
    query: new Set(),
    page: new Set(),
    request: new Set(),
    store: new Set(),
    stop: new Set(),
  };
  const Client = clientWith(hooks.query);
  let { host, port } = options;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const start = async (build: Build, limits: Supervisor['poolLimits']) => {
    const metrics = createMetrics(build);
    const write = options.writeLine && createRequestLog(options.writeLine, metrics.lineDropped);
    const api = await startApi({
      ...options,
      host,
      port,
      poolMax: limits.max ?? options.poolMax,
      Client,
      metrics: {
        ...metrics,
        async render() {
          let page = await metrics.render();
          for (const hook of hooks.page) page = await hook(page);
          return page;
        },
      },
      observer(ended, req, res) {
        write?.(ended, req, res);
        if (hooks.request.size > 0) for (const hook of hooks.request) hook(ended, req, res);
      },
      decorate: (store) => [...hooks.store].reduce((inner, hook) => hook(inner), store),
    });
    if (limits.maxUses !== undefined) api.pool.options.maxUses = limits.maxUses;
    port = api.port;
    return { api, metrics };
  };

  const releases = new Set<Partial<Build>>();
  let current = await start({ version: options.version }, {});
  let stopped = false;

  const supervisor: Supervisor = {
    get api() {
      return current.api;
    },
    get metrics() {
      return current.metrics;
    },
    hooks,
    options,
    releases,
    poolLimits: {},
    restart: (error) =>
      inTurn(async () => {
        if (stopped) return;
        for (const hook of hooks.stop) hook();
        if (error === undefined) {
          log('info', 'stopping', { program: 'api', signal: 'SIGTERM' });
        } else {
          log('fatal', 'crash', { program: 'api', error });
          current.api.server.closeAllConnections();
        }
        await current.api.stop();
        if (error === undefined) log('info', 'stopped', { program: 'api' });
        await sleep(START_MS);
        const restart = { at: Date.now() / 1000, earlier: current.metrics.registry };
        const build = Object.assign({ version: options.version, restart }, ...releases) as Build;
        current = await start(build, supervisor.poolLimits);
      }),
    rebind: (other) =>
      inTurn(async () => {
        if (stopped) return;
        const { server } = current.api;
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
        await listen(server, other, port);
        host = other;
        log('info', 'listening', { program: 'api', host, port });
      }),
    stop() {
      stopped = true;
      return inTurn(async () => {
        for (const hook of hooks.stop) hook();
        await current.api.stop();
      });
    },
  };
  return supervisor;
}
