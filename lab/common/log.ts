/** Log lines of the lab's programs: one JSON object per line on stdout, {time, level, event, …fields}. */

export type Level = 'info' | 'warn' | 'error' | 'fatal';

export function log(level: Level, event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

/**
 * A log for events that can occur thousands of times per second, such as errors in an outage: each event
 * is written the first time, then at most once per interval, with the number suppressed since.
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
