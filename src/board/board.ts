import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { log } from '../../lab/common/log.js';
import { type Answer, BoardError, errorAnswer, jsonAnswer, send } from './answers.js';
import type { Assets } from './assets.js';
import { listDashboards, readDashboard } from './dashboard-files.js';
import { guard } from './guard.js';
import { askPrometheus, queryEndpoint } from './prometheus-proxy.js';

export interface BoardOptions {
  /** The page's files; index.html is the page itself. */
  assets: Assets;
  dashboardsDirectory: string;
  /** Origin of Prometheus: http://127.0.0.1:9090 */
  prometheusUrl: string;
}

/** Answers every request to the board. The board is read-only. */
export function createBoard(options: BoardOptions): RequestListener {
  return (req, res) => {
    const headOnly = req.method === 'HEAD';
    answer(options, req, res).then(
      (found) => send(res, found, headOnly),
      (error: unknown) => {
        if (res.destroyed) return; // the client is gone
        if (!(error instanceof BoardError)) {
          log('error', 'request failed', { url: req.url, error: String(error) });
        }
        const known =
          error instanceof BoardError
            ? error
            : new BoardError(500, 'INTERNAL', 'Internal error in the board.');
        send(res, errorAnswer(known), headOnly);
      },
    );
  };
}

async function answer(options: BoardOptions, req: IncomingMessage, res: ServerResponse): Promise<Answer> {
  // The path is matched as it was sent, never decoded or resolved: `..` and `%2e` don't match any route.
  const [path = '', search = ''] = split(req.url ?? '');
  const isPage = path === '/' || /^\/d\/[\w-]+$/.test(path);
  guard(req.headers, isPage);
  const query = path.startsWith('/prometheus/api/v1/')
    ? queryEndpoint(path.slice('/prometheus/api/v1/'.length))
    : undefined;
  const allowed = query?.methods ?? ['GET', 'HEAD'];
  const found = query ? undefined : await document(options, path, isPage);
  if (!query && !found) throw new BoardError(404, 'NOT_FOUND', 'Not found.');
  if (!allowed.includes(req.method ?? '')) {
    throw new BoardError(405, 'METHOD_NOT_ALLOWED', `Only ${allowed.join(' and ')} are allowed here.`, {
      Allow: allowed.join(', '),
    });
  }
  if (found) return found;
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return askPrometheus(options.prometheusUrl, query!, req, new URLSearchParams(search), gone.signal);
}

/** The GET routes: the page, its files, the dashboards, health. */
async function document(options: BoardOptions, path: string, isPage: boolean): Promise<Answer | undefined> {
  const { assets, dashboardsDirectory: directory, prometheusUrl } = options;
  if (path === '/health') return jsonAnswer({ status: 'ok' });
  if (path === '/api/dashboards') return jsonAnswer({ prometheusUrl, ...(await listDashboards(directory)) });
  const uid = /^\/api\/dashboards\/([\w-]+)$/.exec(path)?.[1];
  if (uid !== undefined) {
    const body = await readDashboard(directory, uid);
    return body === undefined ? undefined : { status: 200, type: 'application/json; charset=utf-8', body };
  }
  const asset = assets.get(isPage ? 'index.html' : (/^\/assets\/([\w.-]+)$/.exec(path)?.[1] ?? ''));
  return asset && { status: 200, ...asset };
}

function split(url: string): [path: string, search: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
