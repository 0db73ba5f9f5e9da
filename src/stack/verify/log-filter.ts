import { UsageError } from '../../errors.js';
import { parseDuration } from '../../util/duration.js';
import { parseEdge } from '../../util/instant.js';

/** What the user wants to see of a log, as typed. */
export interface LogWishes {
  /** A route template of the API, such as /items/:id. */
  route?: string | undefined;
  /** A status such as 503, or a class such as 5xx. */
  status?: string | undefined;
  /** A duration before now, such as 5m. */
  since?: string | undefined;
  /** The edges of a time span: RFC 3339, Unix seconds, or relative to now, such as -5m. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Whether a line is shown. Asked for each line of one log, in order. */
export type LogFilter = (line: string) => boolean;

/** True if only lines of the API's request log can match. */
export function isAboutRequests({ route, status }: LogWishes): boolean {
  return route !== undefined || status !== undefined;
}

/**
 * Makes the filter of one log; undefined if every line is wanted. A line without a time, such as a part of a stack
 * trace, belongs to the line before it.
 * @param nowMs Unix time in milliseconds
 * @throws UsageError for a value that is not valid
 */
export function logFilter(wishes: LogWishes, nowMs: number): LogFilter | undefined {
  const { route } = wishes;
  const status = wishes.status === undefined ? undefined : statusPattern(wishes.status);
  const [earliest, latest] = spanOf(wishes, nowMs);
  if (!isAboutRequests(wishes) && earliest === -Infinity && latest === Infinity) return undefined;
  let time = -Infinity;
  return (line) => {
    time = timeOf(line) ?? time;
    if (time < earliest || time > latest) return false;
    if (!isAboutRequests(wishes)) return true;
    const request = requestOf(line);
    if (!request) return false;
    return (route === undefined || request.route === route) && (status?.test(String(request.status)) ?? true);
  };
}

/** In milliseconds. A line before the log's first time is shown only if the span has no start. */
function spanOf({ since, from, to }: LogWishes, nowMs: number): [from: number, to: number] {
  if (since !== undefined && from !== undefined) {
    throw new UsageError('--since and --from cannot be used together: both say where to start.');
  }
  const edge = (text: string): number => 1000 * parseEdge(text, nowMs / 1000);
  const start =
    since !== undefined ? nowMs - 1000 * sinceSeconds(since) : from !== undefined ? edge(from) : -Infinity;
  const end = to === undefined ? Infinity : edge(to);
  if (start <= end) return [start, end];
  throw new UsageError('The time span ends before it starts.', {
    code: 'TIME_INVALID',
    hints: ['Give the earlier time to --from, and the later one to --to.'],
  });
}

function statusPattern(text: string): RegExp {
  const [, head, tail] = /^([1-5])(\d\d|xx)$/i.exec(text) ?? [];
  if (head === undefined || tail === undefined) {
    throw new UsageError(`“${text}” is not a valid status.`, {
      hints: ['Give a status such as 503, or a class such as 5xx.'],
    });
  }
  return new RegExp(`^${head}${tail.replace(/xx/i, '\\d\\d')}$`);
}

function sinceSeconds(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new UsageError(`“${text}” is not a valid duration.`, {
    code: 'DURATION_INVALID',
    hints: ['Write it like 30s, 5m or 1h.'],
  });
}

/** A line of the API's request log; undefined for any other line. */
function requestOf(line: string): { route: unknown; status: unknown } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { event, route, status } = JSON.parse(line) as Record<string, unknown>;
    return event === 'request' ? { route, status } : undefined;
  } catch {
    return undefined;
  }
}

/** JSON's "time" field, logfmt's time= or ts=, or a time at the start of the line, as PostgreSQL writes it. */
const TIME =
  /"time":"([^"]+)"|(?:^|\s)(?:time|ts)="?([^\s"]+)|^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: UTC|Z)/;

/** In milliseconds. */
function timeOf(line: string): number | undefined {
  const [, json, logfmt, date, time] = TIME.exec(line.slice(0, 500)) ?? [];
  const ms = Date.parse(json ?? logfmt ?? `${date}T${time}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
