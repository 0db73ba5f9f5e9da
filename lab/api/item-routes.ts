import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { sendJson, sendProblem } from '../common/json-response.js';
import { type InputError, INTEGER_MAX, type ItemInput, parseId, parseItem, parsePage } from './item-input.js';
import type { Item, ItemStore } from './items.js';
import type { ItemCounters } from './metrics.js';
import { methodNotAllowed } from './problem.js';

const JSON_TYPES = ['application/json', 'application/*+json'];
const parseJson = express.json({ limit: '16kb', type: JSON_TYPES });

/** CRUD on /items. Handlers that reject end in the app's error handler. */
export function addItemRoutes(app: Express, store: ItemStore, counters: ItemCounters | undefined): void {
  app
    .route('/items')
    .get(async (req, res) => {
      const page = parsePage(req.query);
      if (!page.ok) return invalid(res, page.errors);
      const { limit, offset } = page.value;
      const { items, total } = await store.list(limit, offset, res.locals);
      counters?.read.inc(items.length);
      sendJson(res, 200, { items, total, limit, offset });
    })
    .post(parseJson, requireJson, async (req, res) => {
      const input = inputOf(req, res);
      if (!input) return;
      const item = await store.create(input, res.locals);
      counters?.created.inc();
      res.setHeader('Location', `/items/${item.id}`);
      sendJson(res, 201, item);
    })
    .all(methodNotAllowed('GET, HEAD, POST'));

  app
    .route('/items/:id')
    .get(async (req, res) => {
      const id = idOf(req, res);
      if (id === undefined) return;
      const item = await store.get(id, res.locals);
      if (item) counters?.read.inc(1);
      sendItem(res, item);
    })
    .put(parseJson, requireJson, async (req, res) => {
      const id = idOf(req, res);
      if (id === undefined) return;
      const input = inputOf(req, res);
      if (!input) return;
      const item = await store.update(id, input, res.locals);
      if (item) counters?.updated.inc();
      sendItem(res, item);
    })
    .delete(async (req, res) => {
      const id = idOf(req, res);
      if (id === undefined) return;
      if (!(await store.remove(id, res.locals))) return sendItem(res, undefined);
      counters?.deleted.inc();
      res.statusCode = 204;
      res.end();
    })
    .all(methodNotAllowed('GET, HEAD, PUT, DELETE'));
}

/** The id in the path. If no item can have it, answers and returns undefined. */
function idOf(req: Request<{ id: string }>, res: Response): number | undefined {
  const id = parseId(req.params.id);
  if (id === undefined) sendProblem(res, { status: 400, detail: 'An item id must be an integer.' });
  else if (id < 1 || id > INTEGER_MAX) sendItem(res, undefined);
  else return id;
  return undefined;
}

/** The item in the body. If it is not valid, answers and returns undefined. */
function inputOf(req: Request, res: Response): ItemInput | undefined {
  const input = parseItem(req.body);
  if (input.ok) return input.value;
  invalid(res, input.errors);
  return undefined;
}

/** The parser ignores a body of another media type. Validation reports a missing body. */
const requireJson: RequestHandler<{ id?: string }> = (req, res, next) => {
  const bodiless = req.is(JSON_TYPES) === null || req.headers['content-length'] === '0';
  if (req.body !== undefined || bodiless) return next();
  sendProblem(res, { status: 415, detail: 'The body must be JSON: Content-Type: application/json.' });
};

function sendItem(res: Response, item: Item | undefined): void {
  if (item) sendJson(res, 200, item);
  else sendProblem(res, { status: 404, detail: 'No item has this id.' });
}

function invalid(res: Response, errors: readonly InputError[]): void {
  sendProblem(res, { status: 422, detail: 'The request is not valid.', errors });
}
