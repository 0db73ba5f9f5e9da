import { UsageError } from '../errors.js';
import { parseDuration } from './duration.js';

/** Instants, as users type them. */

/**
 * An instant, as RFC 3339 (`2026-11-22T13:40:00Z`) or as Unix seconds.
 * @throws UsageError TIME_INVALID
 */
export function parseTime(text: string): number {
  if (/^-?\d{1,11}(\.\d+)?$/.test(text)) return Number(text);
  const milliseconds = RFC_3339.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (!Number.isNaN(milliseconds)) return milliseconds / 1000;
  throw new UsageError(`“${text}” is not a valid time.`, {
    code: 'TIME_INVALID',
    hints: ['Write it like 2026-11-22T13:40:00Z, with a time zone, or as Unix seconds.'],
  });
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * An edge of a time span, as {@link parseTime} reads it; or relative to now, as charts write it: -5m, now-5m, now; or
 * in Unix milliseconds, as Grafana writes it into its links.
 * @param now Unix seconds
 * @returns Unix seconds
 * @throws UsageError TIME_INVALID
 */
export function parseEdge(text: string, now: number): number {
  if (text === 'now') return now;
  const ago = parseDuration(/^(?:now)?-(.+)$/.exec(text)?.[1] ?? '');
  if (ago !== undefined) return now - ago;
  if (/^\d{13}$/.test(text)) return Number(text) / 1000;
  try {
    return parseTime(text);
  } catch (cause) {
    throw new UsageError(`“${text}” is not a valid time.`, {
      code: 'TIME_INVALID',
      hints: ['Write it like -5m, 2026-11-22T13:40:00Z (with a time zone), or as Unix seconds.'],
      cause,
    });
  }
}
