/** Log lines of the lab's programs: one JSON object a line on stdout, {time, level, event, …fields}. */

export type Level = 'info' | 'warn' | 'error' | 'fatal';

export function log(level: Level, event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

/**
 * A log for events that can come thousands of times a second, such as errors in an outage: of each event
 * the first is written, then at most one per interval, which says how many were left out since.
 */
export function createThrottledLog(
  intervalMs: number,
  write: typeof log = log,
  now: () => number = Date.now,
): typeof log {
  const seen = new Map<string, { at: number; suppressed: number }>();
  return (level, event, fields = {}) => {
    const last = seen.get(event);
    if (last && now() - last.at < intervalMs) {
      last.suppressed += 1;
      return;
    }
    seen.set(event, { at: now(), suppressed: 0 });
    write(level, event, last?.suppressed ? { ...fields, suppressed: last.suppressed } : fields);
  };
}
