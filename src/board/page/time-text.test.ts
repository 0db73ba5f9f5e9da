import { describe, expect, it } from 'vitest';
import { rangeText, refreshMs } from './time-text.js';

describe('rangeText', () => {
  it.each([
    ['now-15m', 'now', 'Last 15 minutes'],
    ['now-1h', 'now', 'Last hour'],
    ['now-20m', 'now', 'now-20m – now'],
    ['now-1h', 'now-5m', 'now-1h – now-5m'],
  ])('%s to %s', (from, to, text) => expect(rangeText(from, to)).toBe(text));
  it('writes milliseconds as clock time, with the day if it differs', () => {
    const old = new Date(2020, 0, 31, 14, 5, 7).getTime();
    expect(rangeText(String(old), 'now')).toMatch(/31.*14:05:07 – now/);
    const today = new Date();
    today.setHours(0, 1, 2, 0);
    expect(rangeText(String(today.getTime()), 'now')).toBe('00:01:02 – now');
  });
});

describe('refreshMs', () => {
  it.each([
    ['5s', 5000],
    ['1m', 60_000],
    ['100ms', 1000], // a lab's Prometheus has no new data more often
    ['0', undefined],
    ['', undefined],
    ['often', undefined],
    [undefined, undefined],
  ])('%s', (refresh, ms) => expect(refreshMs(refresh)).toBe(ms));
});
