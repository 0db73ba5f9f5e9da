import express, { type Express } from 'express';
import { sendJson, sendProblem } from '../common/json-response.js';
import type { log } from '../common/log.js';
import type { Database } from './database.js';
import { addItemRoutes } from './item-routes.js';
import { createItemStore, type ItemStore } from './items.js';
import type { Metrics } from './metrics.js';
import { observeRequests } from './observe-requests.js';
import { handleErrors, methodNotAllowed } from './problem.js';
import type { RequestObserver } from './request-log.js';

const METRICS_PATH = '/metrics';
const NOT_READY = { status: 503, detail: 'The tables do not exist yet.', headers: { 'Retry-After': '1' } };

export interface AppOptions {
  database: Database;
  /** If left out, nothing is measured and there is no /metrics: the benchmark's baseline. */
  metrics?: Metrics | undefined;
  log: typeof log;
  /** Called for each request that ends, except scrapes. */
  observer?: RequestObserver | undefined;
  /** Wraps the store. */
  decorate?: ((store: ItemStore) => ItemStore) | undefined;
}

/** The API as an Express app that doesn't listen yet. */
export function createApp({ database, metrics, log: write, observer, decorate }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  if (metrics) app.use(observeRequests(metrics.requests, METRICS_PATH, observer));

  const store = createItemStore(database);
  addItemRoutes(app, decorate ? decorate(store) : store, metrics?.items);

  app
    .route('/health')
    .get((_req, res) => sendJson(res, 200, { status: 'ok' }))
    .all(methodNotAllowed('GET, HEAD'));

  app
    .route('/ready')
    .get(async (_req, res) => {
      if (await database.ping()) sendJson(res, 200, { status: 'ready' });
      else sendProblem(res, NOT_READY);
    })
    .all(methodNotAllowed('GET, HEAD'));

  if (metrics) {
    app
      .route(METRICS_PATH)
      .get(async (_req, res) => {
        const page = await metrics.render();
        res.setHeader('Content-Type', metrics.contentType);
        res.setHeader('Content-Length', Buffer.byteLength(page));
        res.end(page);
      })
      .all(methodNotAllowed('GET, HEAD'));
  }

  app.use((_req, res) => sendProblem(res, { status: 404, detail: 'Nothing exists at this path.' }));
  app.use(handleErrors(write));
  return app;
}
