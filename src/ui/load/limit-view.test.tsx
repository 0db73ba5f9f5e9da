import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import { limitProbe as probe } from '../../../test/fixtures/limit-probe.js';
import { parseThreshold } from '../../load/request/thresholds.js';
import { foldLimitEvent, initialLimitModel, type LimitModel } from './limit-model.js';
import { LimitView } from './limit-view.js';

function frame(model: LimitModel, rows = 24, isPaused = false): string {
  const { lastFrame, unmount } = render(
    <LimitView model={model} now={5000} columns={80} rows={rows} isPaused={isPaused} />,
  );
  const text = lastFrame() ?? '';
  unmount();
  return text;
}

const start = initialLimitModel([parseThreshold('p95<250ms'), parseThreshold('errors<1%')], 1000);

function after(count: number): LimitModel {
  const probed = Array.from({ length: count }, (_, i) => probe(2 ** i, i < count - 1));
  const model = probed.reduce((all, one) => foldLimitEvent(all, { type: 'probe', probe: one }, 0), start);
  return foldLimitEvent(model, { type: 'probing', number: count + 1, users: 12, seconds: 8 }, 1000);
}

it('shows the search at 80 columns', () => {
  expect(frame(after(3))).toBe(
    [
      ' obs-lab stress --find-limit the most users that meet p95<250ms, errors<1%',
      '',
      ' ━━━━━━━━━━━━━━━─────────────── probe 4: 12 users',
      '',
      '    users    req/s       p50       p95',
      ' ✓      1    1,000      1 ms      2 ms  no errors',
      ' ✓      2    1,000      2 ms      4 ms  no errors',
      ' ✗      4    1,000      4 ms      8 ms  no errors',
      '',
      ' safe limit   between 2, which holds, and 4, which fails',
      ' knee         1 user',
      '',
      ' p pauses the screen · q stops and reports · Ctrl-C interrupts',
    ].join('\n'),
  );
});

it('fits the rows of the terminal and shows the latest probes', () => {
  const text = frame(after(30));
  expect(text.split('\n').length).toBeLessThanOrEqual(24);
  expect(text).toContain('536,870,912');
});

it('shows that it is paused', () => {
  expect(frame(after(1), 24, true)).toContain('screen paused, the search continues');
});
