import type { Interval, Tally } from './messages.js';

/** Defines a good answer, a failure and a full interval, for every screen and report. */

type Outcomes = Pick<Tally, 'byStatus' | 'errors'>;

function isGood(status: string): boolean {
  return status.startsWith('2');
}

/** Answers with a 2xx. */
export function goodResponses({ byStatus }: Pick<Tally, 'byStatus'>): number {
  return Object.entries(byStatus).reduce((sum, [status, count]) => sum + (isGood(status) ? count : 0), 0);
}

/**
 * The share of finished requests that failed: answered with something other than 2xx, or not answered. Requests cut
 * off by the end of the run don't count against the server. 0 if no request finished.
 */
export function errorRatio({
  responses,
  byStatus,
  errors,
}: Pick<Tally, 'responses' | 'byStatus' | 'errors'>): number {
  const lost = errors.timeout + errors.connection + errors.closed;
  const finished = responses + lost;
  return finished === 0 ? 0 : (responses - goodResponses({ byStatus }) + lost) / finished;
}

/** Each kind of failure that occurred, and how often. Requests cut off by the end of the run are not among them. */
export function failures({ byStatus, errors }: Outcomes): Map<string, number> {
  const kinds = new Map<string, number>();
  const add = (kind: string, count: number): void => {
    if (count > 0) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  };
  for (const [status, count] of Object.entries(byStatus)) {
    if (!isGood(status)) add(`HTTP ${status}`, count);
  }
  for (const [errno, count] of Object.entries(errors.byErrno)) add(errno, count);
  add('timeout', errors.timeout);
  add('closed without an answer', errors.closed);
  return kinds;
}

/** False for the fraction of a second at the end of a run: a handful of answers don't make a rate. */
export function isWhole({ seconds }: Pick<Interval, 'seconds'>): boolean {
  return seconds >= 0.5;
}
