import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../../load/generator/messages.js';
import { formatThreshold, parseThreshold } from '../../load/request/thresholds.js';
import { findTier } from '../../load/request/tiers.js';
import { foldLoadEvent, initialStressModel } from './stress-model.js';
import { StressView } from './stress-view.js';

function interval(second: number, responses: number, timeouts: number): Interval {
  const tally = {
    sent: responses,
    responses,
    bytes: 1,
    byStatus: { 200: responses },
    errors: { timeout: timeouts, connection: 0, closed: 0, aborted: 0, byErrno: {} },
    latencyMs: { p50: 20, p90: 30, p95: 40, p99: 60, max: 80 },
  };
  const generator = { lagMeanMs: 1, lagP99Ms: 1, cpu: 0.2, rssMb: 100 };
  return {
    second,
    seconds: 1,
    time: 1_800_000_000 + second,
    users: 10 * second,
    generator,
    ...tally,
    total: tally,
  };
}

function frame(columns: number, intervals: readonly Interval[], rows = 24, isPaused = false): string {
  const thresholds = [parseThreshold('p95<250ms'), parseThreshold('errors<1%')];
  let model = foldLoadEvent(
    initialStressModel(findTier('light'), thresholds),
    { type: 'phase', phase: 'running' },
    0,
  );
  for (const it of intervals) model = foldLoadEvent(model, { type: 'interval', interval: it }, 0);
  model = foldLoadEvent(
    model,
    { type: 'server', now: { rate: 1180, p95Ms: 44, inFlight: 12, poolWaiting: 2, eventLoopLagP99Ms: 11 } },
    0,
  );
  const { lastFrame, unmount } = render(
    <StressView model={model} now={3500} columns={columns} rows={rows} isPaused={isPaused} />,
  );
  const text = lastFrame() ?? '';
  unmount();
  return text;
}

describe('StressView', () => {
  it('shows the run at 80 columns', () => {
    expect(frame(80, [interval(1, 500, 0), interval(2, 1000, 0), interval(3, 1200, 0)])).toBe(
      [
        ' obs-lab stress light 50 users at 10/s, then 30 s',
        '',
        ' ━━━━────────────────────────────────── 3 s, 32 s left · running',
        ' users        30 of 50',
        '',
        '                       now      so far',
        ' requests/s          1,200         400   ▄▇█',
        ' p50                 20 ms       20 ms   ███',
        ' p95                 40 ms       40 ms   ███',
        ' p99                 60 ms       60 ms   ███',
        '',
        ' server       1,180 req/s, p95 44 ms, in flight 12',
        '              waiting for a connection 2, event-loop lag 11 ms (p99)',
        ' errors       none',
        ' thresholds   ✓ p95<250ms (40 ms)  ✓ errors<1% (0 %)',
        '',
        ' p pauses the screen · q stops and reports · Ctrl-C interrupts',
      ].join('\n'),
    );
  });

  it('names errors and crossed thresholds', () => {
    const text = frame(80, [interval(1, 500, 50)]);
    expect(text).toContain('errors       timeout × 50');
    expect(text).toContain('✗ errors<1% (9.1 %)');
  });

  it('keeps each threshold and its mark on one line', () => {
    const thresholds = ['p95<250ms', 'errors<1%', 'p99<1s', 'rps>3000'].map(parseThreshold);
    const model = foldLoadEvent(
      initialStressModel(findTier('heavy'), thresholds),
      { type: 'interval', interval: interval(1, 500, 0) },
      0,
    );
    const { lastFrame, unmount } = render(
      <StressView model={model} now={0} columns={60} rows={24} isPaused={false} />,
    );
    const text = lastFrame() ?? '';
    unmount();
    expect(text).toContain(' users        10 of 1,000\n');
    for (const threshold of thresholds.map(formatThreshold)) {
      expect(text).toMatch(new RegExp(`[✓✗] ${threshold} \\(`));
    }
  });

  it('shows that it is paused', () => {
    expect(frame(80, [interval(1, 500, 0)], 24, true)).toContain(
      'screen paused, the run continues · p resumes',
    );
  });

  it('draws charts if there is room for them', () => {
    const intervals = [1, 2, 3, 4].map((second) => interval(second, 500 * second, 0));
    const lines = frame(98, intervals, 40).split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(lines.find((text) => text.includes('● p50') || text.includes('c p50'))).toMatch(
      /^ requests\/s +\S+ p99/,
    );
    expect(lines.join('')).toMatch(/[⠁-⣿]/u);
    expect(frame(98, intervals, 24)).not.toMatch(/[⠁-⣿]/u);
  });

  it.each([10, 13, 18, 24, 30])('fits a terminal of %i rows', (rows) => {
    const lines = frame(40, [interval(1, 500, 50), interval(2, 500, 50), interval(3, 500, 50)], rows).split(
      '\n',
    );
    expect(lines.length).toBeLessThan(rows);
    expect(lines.at(0)).toContain('obs-lab stress light');
    for (const label of ['users', 'requests/s', 'p95', 'errors', 'thresholds', 'p pauses']) {
      expect(
        lines.some((text) => text.startsWith(` ${label} `)),
        label,
      ).toBe(true);
    }
  });

  it.each([40, 60, 100])('keeps each line within %i columns', (columns) => {
    const lines = frame(columns, [interval(1, 500, 1), interval(2, 1_200_000, 1)]).split('\n');
    // The test terminal has 100 columns; the view gets the number that it may use.
    for (const line of lines.filter((text) => /[▁▂▃▄▅▆▇█━]/u.test(text))) {
      expect(line.length).toBeLessThanOrEqual(columns);
    }
  });
});
