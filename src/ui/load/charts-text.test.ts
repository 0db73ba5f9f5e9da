import { describe, expect, it } from 'vitest';
import type { Interval } from '../../load/generator/messages.js';
import { displayWidth } from '../../util/text/display-width.js';
import { stressCharts } from './charts-text.js';

function interval(second: number): Interval {
  const tally = {
    sent: 100,
    responses: 100 * second,
    bytes: 1,
    byStatus: { 200: 100 },
    errors: { timeout: 0, connection: 0, closed: 0, aborted: 0, byErrno: {} },
    latencyMs: {
      p50: second,
      p90: 2 * second,
      p95: 3 * second,
      p99: second === 3 ? null : 4 * second,
      max: 9,
    },
  };
  const generator = { lagMeanMs: 1, lagP99Ms: 1, cpu: 0.2, rssMb: 100 };
  return { second, seconds: 1, time: 1_800_000_000 + second, users: 5, generator, ...tally, total: tally };
}

const intervals = [1, 2, 3, 4, 5].map(interval);
const area = { width: 100, height: 10, seconds: 20, color: false, timeZone: 'UTC' };

describe('charts of a run', () => {
  it('are side by side if there is room', () => {
    const lines = stressCharts(intervals, area);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^requests\/s +a p99 {2}b p95 {2}c p50$/);
    expect(lines.at(-1)).toMatch(/08:00.*08:00/);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  it('are one above the other if there isn’t', () => {
    const lines = stressCharts(intervals, { ...area, width: 60, height: 16 });
    expect(lines).toHaveLength(16);
    expect([lines[0], lines[8]]).toEqual(['requests/s', 'a p99  b p95  c p50']);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it.each([
    ['nothing', [], area],
    ['one second', intervals.slice(0, 1), area],
    ['no room', intervals, { ...area, height: 3 }],
  ])('are left out with %s', (_what, some, room) => expect(stressCharts(some, room)).toEqual([]));
});
