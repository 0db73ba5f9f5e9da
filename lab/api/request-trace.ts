/** What a request's handlers record for its log line. Kept in Express's `res.locals`. */
export interface RequestTrace {
  /** How long it waited for connections of the pool, over all its queries. */
  connectionWaitSeconds?: number;
  /** The kind of error that it ended with: acquire_timeout, connection, query, or the problem's name. */
  error?: string;
}
