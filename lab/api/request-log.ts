import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { pino } from 'pino';
import type { EndedRequest } from './request-metrics.js';
import type { RequestTrace } from './request-trace.js';
import { CLIENT_CLOSED } from './series.js';

/** Called for each request that ends. */
export type RequestObserver = (ended: EndedRequest, req: Request, res: Response) => void;

export type LineKind = 'request' | 'failed_request';

/** Lines per second that are always written: several times as many as the steady traffic produces. */
const LINES_PER_SECOND = { request: 50, failed_request: 200 };
const LONGEST_CLIENT = 64;

/**
 * Writes one JSON line per request. The lab's own traffic is logged completely. Under load, successful requests are
 * sampled, and failed ones have a limit of their own, so that a load test does not fill the disk.
 * @param write gets each line, including its line break
 * @param onDropped called for each line that is left out
 */
export function createRequestLog(
  write: (line: string) => void,
  onDropped: (kind: LineKind) => void,
): RequestObserver {
  const log = pino(
    {
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write },
  );
  const allow = {
    request: bucket(LINES_PER_SECOND.request),
    failed_request: bucket(LINES_PER_SECOND.failed_request),
  };
  const idOf = requestIds();
  return ({ method, route, status, seconds }, req, res) => {
    const failed = status >= 500 || status === CLIENT_CLOSED;
    const kind = failed ? 'failed_request' : 'request';
    if (!allow[kind](performance.now())) return onDropped(kind);
    const trace = res.locals as RequestTrace;
    const fields = {
      request_id: idOf(req),
      method,
      route,
      status,
      duration_seconds: micro(seconds),
      connection_wait_seconds: micro(trace.connectionWaitSeconds ?? 0),
      error: status === CLIENT_CLOSED ? 'client_closed' : trace.error,
      client: req.headers['user-agent']?.slice(0, LONGEST_CLIENT),
    };
    if (status >= 500) log.error(fields, 'request');
    else log.info(fields, 'request');
  };
}

/**
 * A token bucket: allows `perSecond` events per second on average, and that many at once.
 * @returns whether an event at this time (in milliseconds) is allowed
 */
export function bucket(perSecond: number): (nowMs: number) => boolean {
  let tokens = perSecond;
  let lastMs: number | undefined;
  return (nowMs) => {
    tokens = Math.min(perSecond, tokens + ((nowMs - (lastMs ?? nowMs)) * perSecond) / 1000);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** The id that the client sent, so that its retries can be recognised; otherwise a new one. */
function requestIds(): (req: Request) => string {
  const prefix = randomBytes(4).toString('hex');
  let count = 0;
  return (req) => {
    const sent = req.headers['x-request-id'];
    return typeof sent === 'string' && /^[\w.-]{1,64}$/.test(sent)
      ? sent
      : `${prefix}-${(count++).toString(36)}`;
  };
}

/** Rounded to microseconds. */
function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
