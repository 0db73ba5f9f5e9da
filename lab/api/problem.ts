import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type Problem, sendProblem } from '../common/json-response.js';
import type { log } from '../common/log.js';
import { DatabaseError } from './database-errors.js';
import type { RequestTrace } from './request-trace.js';

/**
 * For a known path with a method that it does not support.
 * @param allow the methods that it supports
 */
export function methodNotAllowed(allow: string): RequestHandler {
  const problem = { status: 405, detail: `Allowed methods: ${allow}.`, headers: { Allow: allow } };
  return (_req, res) => sendProblem(res, problem);
}

/** Soon enough for a user who is watching. */
const RETRY_AFTER = { 'Retry-After': '1' };

/** The body parser's error types, with messages of ours: its own quote the body. */
const BODY_PROBLEMS: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'entity.too.large': 'The body is too large: the limit is 16 kB.',
  'charset.unsupported': 'The charset of the body is not supported: send UTF-8.',
  'encoding.unsupported': 'The content encoding of the body is not supported.',
};

/** The problem to answer for an error that a handler threw. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DatabaseError && error.failure.transient) {
    const detail =
      error.failure.reason === 'acquire_timeout'
        ? 'No database connection became free in time.'
        : 'The database is not available.';
    return { status: 503, detail, headers: RETRY_AFTER };
  }
  const { status, type } = error as { status?: unknown; type?: string };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, detail: BODY_PROBLEMS[type ?? ''] ?? 'The request is malformed.' };
  }
  return { status: 500, detail: 'Internal error; see the API’s log.' };
}

/** The app's last handler: answers errors, and logs those that are the server's fault. */
export function handleErrors(write: typeof log): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const problem = toProblem(error);
    (res.locals as RequestTrace).error = kindOf(error);
    if (problem.status >= 500) logFailure(write, error);
    if (res.headersSent || res.destroyed) res.destroy();
    else sendProblem(res, problem);
  };
}

/** The kind of error, for the request's log line. */
function kindOf(error: unknown): string {
  if (error instanceof DatabaseError) return error.failure.reason;
  const { status, type } = error as { status?: unknown; type?: string };
  return typeof status === 'number' && status < 500 ? (type ?? 'bad_request') : 'internal';
}

function logFailure(write: typeof log, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseError) {
    write('error', `database: ${error.failure.reason}`, { error: message });
  } else {
    write('error', 'request failed', {
      error: message,
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
}
