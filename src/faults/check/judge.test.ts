import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../lab/faults/fault.js';
import { faultById } from '../../../lab/faults/index.js';
import { judgeFault } from './judge.js';
import { matches } from './observe.js';
import type { Observation } from './types.js';

const errorBurst = faultById('error-burst') as Fault;

const seen = (change: Partial<Observation> = {}): Observation => ({
  fault: 'error-burst',
  intensity: 'medium',
  symptom: { before: 0, during: 30, firstAfter: 2, after: 0 },
  evidence: { 'error-burst': [30] },
  evidenceBefore: { 'error-burst': [0] },
  alerts: Object.fromEntries(errorBurst.alerts.map((name) => [name, 8])),
  verifiedAfter: 0.2,
  quietAfter: 20,
  remaining: [],
  ...change,
});
const symptom = seen().symptom;
const { alerts } = seen();

describe('judgeFault', () => {
  it('accepts a fault that does what it documents', () => expect(judgeFault(errorBurst, seen())).toEqual([]));

  it('accepts alerts that may fire, and evidence that holds for a moment', () => {
    const [may] = errorBurst.mayAlert;
    const observed = seen({
      alerts: { ...alerts, ...(may && { [may]: 20 }) },
      evidence: { ...seen().evidence, 'table-lock': [4, 0] },
    });
    expect(judgeFault(errorBurst, observed)).toEqual([]);
  });

  it('expects no alert at low intensity', () => {
    expect(judgeFault(errorBurst, seen({ intensity: 'low', alerts: {} }))).toEqual([]);
  });

  it.each<[string, Partial<Observation>, string]>([
    [
      'a symptom that was there before',
      { symptom: { ...symptom, before: 3 } },
      'The symptom held before the fault, for 3 s.',
    ],
    [
      'a symptom that does not show',
      { symptom: { ...symptom, during: 4 } },
      'The symptom held for 4 s only.',
    ],
    [
      'a symptom that stays',
      { symptom: { ...symptom, after: 1 } },
      'The symptom still holds after the fault.',
    ],
    ['evidence that is missing', { evidence: { 'error-burst': [4] } }, 'Evidence 1 does not hold: '],
    [
      'evidence that was there before',
      { evidenceBefore: { 'error-burst': [5] } },
      'Evidence 1 held before the fault.',
    ],
    [
      'the evidence of another fault',
      { evidence: { 'error-burst': [30], 'table-lock': [0, 5] } },
      'The evidence of table-lock holds too.',
    ],
    ['an alert that does not fire', { alerts: {} }, 'ApiErrorRateHigh did not fire.'],
    [
      'an alert of something else',
      { alerts: { ...alerts, TargetDown: 9 } },
      'TargetDown fired, which is not documented.',
    ],
    ['a lab that stays unhealthy', { verifiedAfter: null }, 'verify did not pass within 30 s'],
    ['a lab that recovers late', { verifiedAfter: 30.1 }, 'verify did not pass within 30 s'],
    ['alerts that stay', { quietAfter: null }, 'Alerts kept firing'],
    [
      'a fault that stays',
      { remaining: ['error-burst'] },
      'Still in effect after it was cleared: error-burst.',
    ],
  ])('finds %s', (_, change, problem) => {
    expect(judgeFault(errorBurst, seen(change)).join('\n')).toContain(problem);
  });

  it('allows what the fault during which it shows documents', () => {
    const broken = faultById('broken-alert-rule') as Fault;
    const observed = seen({
      fault: broken.id,
      evidence: { [broken.id]: [20], 'error-burst': [30] },
      evidenceBefore: { [broken.id]: [0], 'error-burst': [10] },
      alerts: { DatabaseErrors: 1 },
    });
    expect(judgeFault(broken, observed)).toEqual([]);
  });
});

describe('matches', () => {
  const line = '{"time":"2026-01-01T00:00:10.500Z","event":"request","status":500,"duration_seconds":0.3}';
  const start = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const span = { start, end: start + 20 };

  it.each([
    [{ status: 500 }, true],
    [{ status: 500, duration_seconds: [0.25, 1] as const }, true],
    [{ status: 500, duration_seconds: [0.31, 1] as const }, false],
    [{ status: '500' }, false],
    [{ route: '/items' }, false],
  ])('%j: %s', (wanted, expected) => expect(matches(line, wanted, span)).toBe(expected));

  it('leaves out lines from before and after, and those that are not JSON', () => {
    expect(matches(line, {}, { start, end: start + 10 })).toBe(false);
    expect(matches(line, {}, { start: start + 11, end: start + 20 })).toBe(false);
    expect(matches('listening', {}, span)).toBe(false);
  });
});
