import type { ErrorRequestHandler, RequestHandler } from 'express';
import { sendProblem, type Problem } from '../common/json-response.js';
import type { log } from '../common/log.js';
import { DatabaseError } from './database-errors.js';

/** For a path that is known, with a method that it does not have. @param allow the methods that it has */
export function methodNotAllowed(allow: string): RequestHandler {
  const problem = { status: 405, detail: `Allowed here: ${allow}.`, headers: { Allow: allow } };
  return (_req, res) => sendProblem(res, problem);
}

/** Soon enough for a person who watches, and no stampede: clients of an overloaded server come back spread out. */
const RETRY_AFTER = { 'Retry-After': '1' };

/** What the body parser calls its errors, and what is told of them. Its own messages quote the body. */
const BODY_PROBLEMS: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'entity.too.large': 'The body is too large: the limit is 16 kB.',
  'charset.unsupported': 'The charset of the body is not supported: send UTF-8.',
  'encoding.unsupported': 'The content encoding of the body is not supported.',
};

/** Which problem an error that a handler threw becomes. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DatabaseError && error.failure.transient) {
    const detail =
      error.failure.reason === 'acquire_timeout'
        ? 'No database connection became free in time.'
        : 'The database cannot answer now.';
    return { status: 503, detail, headers: RETRY_AFTER };
  }
  const { status, type } = error as { status?: unknown; type?: string };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { status, detail: BODY_PROBLEMS[type ?? ''] ?? 'The request cannot be understood.' };
  }
  return { status: 500, detail: 'Something went wrong inside the API; its log says what.' };
}

/** The app's last handler: answers what others threw, and logs what is the server's fault. */
export function handleErrors(write: typeof log): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const problem = toProblem(error);
    if (problem.status >= 500) logFailure(write, error);
    if (res.headersSent || res.destroyed) res.destroy();
    else sendProblem(res, problem);
  };
}

function logFailure(write: typeof log, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseError) write('error', `database: ${error.failure.reason}`, { error: message });
  else
    write('error', 'request failed', {
      error: message,
      stack: error instanceof Error ? error.stack : undefined,
    });
}
