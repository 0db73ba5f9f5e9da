import { describe, expect, it } from 'vitest';
import { parseTime, queryWindow } from './window.js';

describe('parseTime', () => {
  it.each([
    ['0', 0],
    ['1795355400', 1795355400],
    ['1795355400.25', 1795355400.25],
    ['-60', -60],
    ['2026-11-22T13:50:00Z', 1795355400],
    ['2026-11-22t13:50:00.250z', 1795355400.25],
    ['2026-11-22 15:50:00+02:00', 1795355400],
  ])('reads %s', (text, seconds) => expect(parseTime(text)).toBe(seconds));

  it.each([
    '',
    'now',
    '2026-11-22',
    '2026-11-22T13:50:00',
    '2026-13-45T99:00:00Z',
    '1e9',
    'Infinity',
    '179535540000000',
  ])('refuses %j', (text) =>
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'TIME_INVALID', exitCode: 2 })),
  );
});

describe('queryWindow', () => {
  it.each<[string, string | undefined, number]>([
    ['5m', undefined, 2],
    ['1m', undefined, 1],
    ['10s', undefined, 1],
    ['1h', undefined, 15],
    ['1d', undefined, 346],
    ['5m', '15s', 15],
    ['5m', '500ms', 0.5],
    ['5m', '10m', 600],
  ])('a range of %s with step %s has a step of %d s', (range, step, seconds) =>
    expect(queryWindow({ range, step, end: 1000 }).step).toBe(seconds),
  );

  it('ends at the given time', () => {
    expect(queryWindow({ range: '5m', step: '1s', end: 1000 })).toEqual({ start: 700, end: 1000, step: 1 });
  });

  it.each<[string, string | undefined, string]>([
    ['5', undefined, 'DURATION_INVALID'],
    ['0s', undefined, 'DURATION_INVALID'],
    ['5m', '0', 'DURATION_INVALID'],
    ['5m', '-1s', 'DURATION_INVALID'],
    ['1d', '1s', 'STEP_TOO_FINE'],
  ])('refuses a range of %s with step %s', (range, step, code) =>
    expect(() => queryWindow({ range, step, end: 0 })).toThrow(
      expect.objectContaining({ code, exitCode: 2 }),
    ),
  );

  it('names the finest step that is allowed', () => {
    const tooFine = expect.objectContaining({ hints: [expect.stringContaining('8s or more')] });
    expect(() => queryWindow({ range: '1d', step: '1s', end: 0 })).toThrow(tooFine);
    expect(queryWindow({ range: '1d', step: '8s', end: 0 }).step).toBe(8);
  });
});
