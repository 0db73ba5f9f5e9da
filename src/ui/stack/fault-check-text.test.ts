import { expect, test } from 'vitest';
import type { CheckedFault } from '../../faults/check/types.js';
import { checkedFaultText, faultCheckText } from './fault-check-text.js';

const checked = (change: Partial<CheckedFault> = {}): CheckedFault => ({
  fault: 'wrong-interface',
  intensity: 'medium',
  symptom: { before: 0, during: 30, firstAfter: 3, after: 0 },
  evidence: { 'wrong-interface': [26, 1], 'table-lock': [0, 0] },
  evidenceBefore: {},
  alerts: { TargetDown: 10 },
  verifiedAfter: 1.1,
  quietAfter: 8,
  remaining: [],
  ok: true,
  problems: [],
  ...change,
});

test('a fault that does what it documents is one line', () => {
  expect(checkedFaultText(checked())).toBe(
    '✓ wrong-interface: symptom after 3 s; TargetDown after 10 s; verified 1.1 s after it was cleared',
  );
});

test('problems follow, and what never came is a dash', () => {
  const symptom = { before: 0, during: 0, firstAfter: null, after: 0 };
  const text = checkedFaultText(
    checked({ ok: false, problems: ['One.', 'Two.'], symptom, alerts: {}, verifiedAfter: null }),
  );
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    '✗ wrong-interface: symptom after – s; no alert; verified – s after it was cleared',
    'One.',
    'Two.',
  ]);
});

test('the matrices mark whose evidence holds, and which alerts are documented', () => {
  const faults = [
    checked(),
    checked({
      fault: 'table-lock',
      evidence: {},
      alerts: { ApiLatencyHigh: 5, ApiErrorRateHigh: 6, SlowScrape: 7 },
    }),
  ];
  const text = faultCheckText({ ok: false, checkedAt: '', prometheus: '3.5.3', faults });
  const rows = text.split('\n').filter((line) => /^(wrong-interface|table-lock)/.test(line));
  const marks = rows.map((row) => row.slice('wrong-interface'.length).replaceAll(' ', ''));
  expect(marks[0]).toBe('···············●··');
  expect(marks[1]).toBe('·'.repeat(18));
  expect(marks[2]?.replaceAll('·', '')).toBe('●');
  expect(marks[3]?.replaceAll('·', '')).toBe('○●!');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
