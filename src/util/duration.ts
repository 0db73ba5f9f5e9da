/**
 * Durations as Prometheus writes them: `1h30m`, `5m`, `90s`, `100ms`.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */

const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

const PATTERN = new RegExp(`^${UNITS.map(([unit]) => `(?:([0-9]+)${unit})?`).join('')}$`);

/** Prometheus counts in signed 64-bit nanoseconds: about 292 years. */
const MAX_MILLISECONDS = 2 ** 63 / 1e6;

/**
 * Seconds of a Prometheus duration; undefined if it is not valid.
 * Units go from large to small, each at most once, with whole numbers; a bare `0` is valid too.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = PATTERN.exec(text);
  if (text === '' || !match) return undefined;
  const milliseconds = UNITS.reduce((sum, [, size], i) => sum + Number(match[i + 1] ?? 0) * size, 0);
  return milliseconds < MAX_MILLISECONDS ? milliseconds / 1000 : undefined;
}

/**
 * The shortest way to write a number of seconds, to the millisecond: 5400 → `1h30m`.
 * Years and weeks only if nothing remains, because 90d reads better than 12w6d.
 */
export function formatDuration(seconds: number): string {
  let rest = Math.round(Math.abs(seconds) * 1000);
  if (rest === 0) return '0s';
  let text = seconds < 0 ? '-' : '';
  for (const [unit, size] of UNITS) {
    if ((unit === 'y' || unit === 'w') && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
