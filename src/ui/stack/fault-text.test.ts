import { describe, expect, it } from 'vitest';
import { plainText } from '../text/line.js';
import { activeFaultLines, clearedText, faultListText, injectedText } from './fault-text.js';

const FAULT = {
  id: 'table-lock',
  title: 'A session locks the items table',
  what: 'A session holds a lock on the items table.',
  hits: 'the items table',
  symptom: 'max(pg_locks_count) > 0',
  intensity: 'high',
  state: 'active',
  startedAt: '2026-01-01T00:00:00.000Z',
  endsAt: '2026-01-01T00:05:00.000Z',
  remainingSeconds: 272,
} as const;

describe('activeFaultLines', () => {
  const text = (...faults: Parameters<typeof activeFaultLines>[0]) =>
    activeFaultLines(faults).map((each) => plainText(each));

  it('names the fault, what it hits and when it ends', () =>
    expect(text(FAULT)).toEqual([
      '1 fault injected',
      '! table-lock (high) hits the items table, ends in 4 min 32 s',
    ]));

  it.each([
    [0, 'ends in 0 s'],
    [59, 'ends in 59 s'],
    [60, 'ends in 1 min'],
    [3600, 'ends in 60 min'],
  ])('with %d s left: %s', (remainingSeconds, lease) =>
    expect(text({ ...FAULT, remainingSeconds })[1]).toContain(lease),
  );

  it('says that a fault is being undone', () =>
    expect(text({ ...FAULT, state: 'ending' })[1]).toContain('is being undone'));

  it('shows nothing without faults', () => expect(text()).toEqual([]));
});

describe('faultListText', () => {
  const { intensity, state, startedAt, endsAt, remainingSeconds, ...listed } = FAULT;
  const active = { intensity, state, startedAt, endsAt, remainingSeconds };

  it('shows the faults in effect first, then all', () => {
    const text = faultListText({ blind: false, faults: [{ ...listed, available: true, active }] }, 80);
    expect(text.split('\n').slice(0, 4)).toEqual([
      '1 fault injected',
      '! table-lock (high) hits the items table, ends in 4 min 32 s',
      '',
      '  table-lock  A session holds a lock on the items table.',
    ]);
  });

  it('fits a narrow terminal, and marks what is not available', () => {
    const text = faultListText({ blind: false, faults: [{ ...listed, available: false, active: null }] }, 40);
    const rows = text.split('\n').slice(0, 3);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(40);
    expect(rows.map((row) => row.trim()).join(' ')).toContain('Not available in this lab.');
  });
});

describe('injectedText', () => {
  it('says how to see the fault and how to end it', () => {
    const text = injectedText(FAULT);
    expect(text).toContain('✓ table-lock (high) is in effect: A session locks the items table.');
    expect(text).toContain('It hits the items table and ends in 4 min 32 s.');
    expect(text).toContain(`→ See its symptom: obs-lab query 'max(pg_locks_count) > 0'`);
    expect(text).toContain('→ End it now: obs-lab fault clear table-lock');
  });
});

describe('clearedText', () => {
  it('names what has ended', () =>
    expect(clearedText({ cleared: ['table-lock'], ending: [] })).toBe('✓ table-lock has ended.'));
  it('says that a fault could not be undone yet', () =>
    expect(clearedText({ cleared: [], ending: ['missing-index'] })).toContain(
      '! missing-index is over, but could not be undone yet.',
    ));
  it('says that there was nothing to clear', () =>
    expect(clearedText({ cleared: [], ending: [] })).toBe('No fault was in effect.'));
});
