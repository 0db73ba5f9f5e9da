import { parseDuration } from '../../util/duration.js';

/** Time ranges in words. */

export const QUICK_RANGES: readonly { from: string; label: string }[] = [
  { from: 'now-1m', label: 'Last minute' },
  { from: 'now-5m', label: 'Last 5 minutes' },
  { from: 'now-15m', label: 'Last 15 minutes' },
  { from: 'now-30m', label: 'Last 30 minutes' },
  { from: 'now-1h', label: 'Last hour' },
  { from: 'now-3h', label: 'Last 3 hours' },
  { from: 'now-6h', label: 'Last 6 hours' },
  { from: 'now-12h', label: 'Last 12 hours' },
  { from: 'now-24h', label: 'Last 24 hours' },
  { from: 'now-7d', label: 'Last 7 days' },
];

/** `Last 15 minutes`, `14:02:10 – 14:05:00`, or the times as written. */
export function rangeText(from: string, to: string): string {
  if (to === 'now') {
    const quick = QUICK_RANGES.find((range) => range.from === from);
    if (quick) return quick.label;
  }
  return `${timeText(from)} – ${timeText(to)}`;
}

function timeText(text: string): string {
  if (!/^\d{10,}$/.test(text)) return text;
  const date = new Date(Number(text));
  const clock = instantText(date.getTime() / 1000);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock : `${date.toLocaleDateString([], { month: 'short', day: 'numeric' })} ${clock}`;
}

/**
 * 14:02:10, in the browser's time zone.
 * @param time Unix seconds
 */
export function instantText(time: number): string {
  return new Date(time * 1000).toLocaleTimeString([], { hourCycle: 'h23' });
}

/** Milliseconds between refreshes, or undefined for none. */
export function refreshMs(refresh: string | undefined): number | undefined {
  const seconds = refresh ? parseDuration(refresh) : undefined;
  return seconds === undefined || seconds <= 0 ? undefined : Math.max(1000, seconds * 1000);
}
