import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { RequestMetrics } from './request-metrics.js';
import { CLIENT_CLOSED, normaliseMethod, UNMATCHED } from './series.js';

/**
 * The app's first middleware: records each request that Node hands to the app exactly once, when it ends. What
 * Node answers by itself (a request that is no HTTP, headers too large or too slow) never gets here.
 *
 * @param metricsPath left out of the requests in flight: there, each scrape would always see itself
 */
export function observeRequests(metrics: RequestMetrics, metricsPath: string): RequestHandler {
  const openBySocket = new WeakMap<Socket, Set<() => void>>();

  /**
   * A request ends when its response is finished or its connection closed, whichever is first. The connection
   * is asked for its end, not the request or the response: where requests are pipelined and the connection breaks
   * before their turn, neither hears of it.
   */
  const openOf = (socket: Socket): Set<() => void> => {
    const known = openBySocket.get(socket);
    if (known) return known;
    const open = new Set<() => void>();
    openBySocket.set(socket, open);
    socket.on('close', () => open.forEach((abort) => abort()));
    return open;
  };

  return (req, res, next) => {
    const startedAt = performance.now();
    const weight = req.path === metricsPath ? 0 : 1;
    const open = openOf(req.socket);
    const end = (status: number, bytes: number | undefined): void => {
      if (!open.delete(abort)) return;
      metrics.addInFlight(-weight);
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.record({
        method: normaliseMethod(req.method),
        route: routeOf(req, res),
        status,
        seconds,
        bytes,
      });
    };
    const abort = (): void => end(CLIENT_CLOSED, undefined);
    open.add(abort);
    metrics.addInFlight(weight);
    res.on('finish', () => end(res.statusCode, bodyBytes(req, res)));
    next();
  };
}

/** The template of the route that answered. A method that the path does not have (405) was answered by none. */
function routeOf(req: Request, res: Response): string {
  const route = req.route as { path: string } | undefined;
  return route === undefined || res.statusCode === 405 ? UNMATCHED : req.baseUrl + route.path;
}

function bodyBytes(req: Request, res: Response): number {
  return req.method === 'HEAD' ? 0 : Number(res.getHeader('Content-Length') ?? 0);
}
