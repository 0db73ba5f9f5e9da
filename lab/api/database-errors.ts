/** The values of `db_errors_total{reason}`. */
export const FAILURE_REASONS = ['acquire_timeout', 'connection', 'query'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export interface Failure {
  reason: FailureReason;
  /** Worth another try later, so the answer is 503; otherwise it is a defect, and 500. */
  transient: boolean;
  /** The connection cannot be used again. */
  connectionLost: boolean;
}

/** pg-pool's message for "no connection became free in time"; it has no code for it. */
const ACQUIRE_TIMEOUT = 'timeout exceeded when trying to connect';

/** pg's messages if there is no SQLSTATE because no server sent one. */
const LOST = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/**
 * SQLSTATEs, or their classes of two characters, of failures that pass without anybody fixing a query:
 * 08 connection, 53 resources, 57P the server goes down or comes up, 57014 statement timeout,
 * 40 serialization and deadlock, 42P01 the table does not exist (yet).
 */
const TRANSIENT = /^(08|53|57P|57014$|40|42P01$)/;
const CONNECTION = /^(08|57P)/;

/** A failure to get a connection from the pool. */
export function classifyAcquireFailure(error: unknown): Failure {
  const timeout = error instanceof Error && error.message === ACQUIRE_TIMEOUT;
  return { reason: timeout ? 'acquire_timeout' : 'connection', transient: true, connectionLost: !timeout };
}

/** A failure of a query on a connection that the pool gave. */
export function classifyQueryFailure(error: unknown): Failure {
  const code = sqlState(error);
  if (code !== undefined) {
    const connectionLost = CONNECTION.test(code);
    return {
      reason: connectionLost ? 'connection' : 'query',
      transient: TRANSIENT.test(code),
      connectionLost,
    };
  }
  // No SQLSTATE: the socket broke, or the client gave up waiting. Both leave the connection in an unknown state.
  const { code: errno, message } = error as NodeJS.ErrnoException;
  if (errno !== undefined || LOST.test(message)) {
    return { reason: 'connection', transient: true, connectionLost: true };
  }
  return { reason: 'query', transient: message === 'Query read timeout', connectionLost: true };
}

/** Errno codes such as EPIPE look the same, but only the server's errors have a severity. */
function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as object)
    ? code
    : undefined;
}

/** The database could not answer. The message is for the log; clients see less. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    // If a host has several addresses, Node's error has a code but no message.
    const { message, code } = cause as NodeJS.ErrnoException;
    super(message || code || String(cause), { cause });
    this.failure = failure;
  }
}
