import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { RequestMetrics } from './request-metrics.js';
import { CLIENT_CLOSED, normaliseMethod, UNMATCHED } from './series.js';

interface OpenRequest {
  req: Request;
  res: Response;
  startedAt: number;
  /** 1 where it counts as in flight. */
  weight: number;
}

/**
 * The app's first middleware: records each request that Node hands to the app exactly once, when it ends. What
 * Node answers by itself (a request that is no HTTP, headers too large or too slow) never gets here.
 *
 * @param metricsPath left out of the requests in flight: there, each scrape would always see itself
 */
export function observeRequests(metrics: RequestMetrics, metricsPath: string): RequestHandler {
  const openBySocket = new WeakMap<Socket, Set<OpenRequest>>();

  /**
   * A request ends when its response is finished or its connection closed, whichever is first. The connection
   * is asked for its end, not the request or the response: where requests are pipelined and the connection breaks
   * before their turn, neither hears of it.
   */
  const openOn = (socket: Socket): Set<OpenRequest> => {
    const known = openBySocket.get(socket);
    if (known) return known;
    const open = new Set<OpenRequest>();
    openBySocket.set(socket, open);
    socket.on('close', () => open.forEach((request) => end(open, request, CLIENT_CLOSED, undefined)));
    return open;
  };

  const end = (
    open: Set<OpenRequest>,
    request: OpenRequest,
    status: number,
    bytes: number | undefined,
  ): void => {
    if (!open.delete(request)) return;
    const { req, res, startedAt, weight } = request;
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.addInFlight(-weight);
    metrics.record({ method: normaliseMethod(req.method), route: routeOf(req, res), status, seconds, bytes });
  };

  return (req, res, next) => {
    const request = { req, res, startedAt: performance.now(), weight: req.path === metricsPath ? 0 : 1 };
    const open = openOn(req.socket);
    open.add(request);
    metrics.addInFlight(request.weight);
    res.on('finish', () => end(open, request, res.statusCode, bodyBytes(req, res)));
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
