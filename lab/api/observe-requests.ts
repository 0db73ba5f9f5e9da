import type { Socket } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { RequestObserver } from './request-log.js';
import type { RequestMetrics } from './request-metrics.js';
import { CLIENT_CLOSED, normaliseMethod, UNMATCHED } from './series.js';

interface OpenRequest {
  req: Request;
  res: Response;
  startedAt: number;
  /** 1 if it counts as in flight. */
  weight: number;
}

/**
 * The app's first middleware: records each request that Node hands to the app exactly once, when it ends. What
 * Node answers by itself (input that isn't HTTP, headers too large or too slow) never gets here.
 *
 * @param metricsPath not counted in flight, because each scrape would see itself, and not reported to the observer
 */
export function observeRequests(
  metrics: RequestMetrics,
  metricsPath: string,
  observer?: RequestObserver,
): RequestHandler {
  const openBySocket = new WeakMap<Socket, Set<OpenRequest>>();

  /**
   * A request ends when its response is finished or its connection closes, whichever is first. The code listens to
   * the connection, not the request or the response: if requests are pipelined and the connection breaks before
   * their turn, neither emits an event.
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
    const ended = { method: normaliseMethod(req.method), route: routeOf(req, res), status, seconds, bytes };
    metrics.record(ended);
    if (weight > 0) observer?.(ended, req, res);
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

/** The template of the route that answered; a method that the path doesn't support (405) has none. */
function routeOf(req: Request, res: Response): string {
  const route = req.route as { path: string } | undefined;
  return route === undefined || res.statusCode === 405 ? UNMATCHED : req.baseUrl + route.path;
}

function bodyBytes(req: Request, res: Response): number {
  return req.method === 'HEAD' ? 0 : Number(res.getHeader('Content-Length') ?? 0);
}
