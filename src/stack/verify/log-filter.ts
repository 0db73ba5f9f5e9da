import { UsageError } from '../../errors.js';
import { parseDuration } from '../../util/duration.js';
import { parseEdge } from '../../util/instant.js';
import { type Level, levelOf, LEVELS, messageOf, timeOf } from './log-line.js';

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
  /** The least severe level: `warn` is for warnings, errors and what is fatal. */
  level?: string | undefined;
  /** A regular expression, in either case. */
  grep?: string | undefined;
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
  const isTimed = earliest !== -Infinity || latest !== Infinity;
  const isSevere = severityFilter(wishes.level);
  const pattern = wishes.grep === undefined ? undefined : grepPattern(wishes.grep);
  if (!isAboutRequests(wishes) && !isTimed && !isSevere && !pattern) return undefined;
  let time = -Infinity;
  return (line) => {
    time = timeOf(line) ?? time;
    // First: it has to see every line.
    if (isSevere && !isSevere(line)) return false;
    if (time < earliest || time > latest) return false;
    // What a terminal shows is not what the service wrote.
    if (pattern && !pattern.test(line) && !pattern.test(messageOf(line))) return false;
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

/** A line without a level belongs to the line before it. */
function severityFilter(level: string | undefined): LogFilter | undefined {
  if (level === undefined) return undefined;
  const least = LEVELS.indexOf(level.toLowerCase() as Level);
  if (least < 0) {
    throw new UsageError(`“${level}” is not a level.`, { hints: [`The levels are: ${LEVELS.join(', ')}`] });
  }
  let severity = LEVELS.indexOf('info');
  return (line) => {
    const own = levelOf(line);
    if (own !== undefined) severity = LEVELS.indexOf(own);
    return severity >= least;
  };
}

function grepPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'iu');
  } catch (cause) {
    throw new UsageError(`“${text}” is not a valid regular expression.`, {
      hints: ['To search for a character such as ( or [ itself, write \\( or \\['],
      cause,
    });
  }
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
