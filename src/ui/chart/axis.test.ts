import { describe, expect, it } from 'vitest';
import { timeTicks, valueAxis } from './axis.js';

describe('valueAxis', () => {
  it.each<[string, number[], number, string[]]>([
    ['nothing', [], 4, ['0.00', '0.25', '0.50', '0.75', '1.00']],
    ['a constant', [1], 2, ['0.0', '0.5', '1.0']],
    ['zeros', [0, 0], 2, ['0.0', '0.5', '1.0']],
    ['a negative constant', [-5], 2, ['-5.0', '-2.5', '0.0']],
    ['values near zero', [3, 17], 4, ['0', '5', '10', '15', '20']],
    ['values far from zero', [95, 99], 4, ['0', '25', '50', '75', '100']],
    ['a steady rate', [20.1, 20.3], 2, ['0', '10', '20', '30']],
    ['negative values far from zero', [-99, -95], 4, ['-100', '-75', '-50', '-25', '0']],
    ['negative values', [-17, -3], 4, ['-20', '-15', '-10', '-5', '0']],
    ['both signs', [-1, 1], 4, ['-1.0', '-0.5', '0.0', '0.5', '1.0']],
    ['fractions', [0, 0.007], 4, ['0.000', '0.002', '0.004', '0.006', '0.008']],
    ['small fractions', [0, 1e-12], 2, ['0', '5e-13', '1e-12']],
    ['thousands', [0, 9000], 3, ['0', '5k', '10k']],
    ['many thousands', [0, 120_000], 3, ['0', '25k', '50k', '75k', '100k', '125k']],
    ['millions', [0, 1.4e6], 3, ['0', '500k', '1M', '1.5M']],
    ['times near each other', [1.7e9, 1.7e9 + 50], 2, ['1700000000', '1700000025', '1700000050']],
    ['noise of floating point', [0.3, 0.1 + 0.2], 3, ['0.0', '0.1', '0.2', '0.3']],
    ['the largest numbers', [-1e308, 1e308], 2, ['-5e+307', '0', '5e+307']],
  ])('makes round ticks of %s', (_, values, intervals, labels) =>
    expect(valueAxis(values, intervals).ticks.map(({ label }) => label)).toEqual(labels),
  );

  it('spans any values', () => {
    for (let i = 0; i < 500; i++) {
      const size = 10 ** ((i % 40) - 20);
      const values = [Math.sin(i) * size, Math.cos(i * 7) * size];
      const { bottom, top, ticks } = valueAxis(values, 1 + (i % 6));
      expect(bottom).toBeLessThanOrEqual(Math.min(...values) + size * 1e-9);
      expect(top).toBeGreaterThanOrEqual(Math.max(...values) - size * 1e-9);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    }
  });
});

describe('timeTicks', () => {
  const start = Date.UTC(2026, 10, 22, 13, 40) / 1000;
  it.each<[string, number, number, string[]]>([
    ['five minutes', 300, 80, ['13:40', '13:41', '13:42', '13:43', '13:44', '13:45']],
    ['five minutes in little room', 300, 20, ['13:40', '13:42', '13:44']],
    ['ten seconds', 10, 80, ['13:40:00', '13:40:02', '13:40:04', '13:40:06', '13:40:08', '13:40:10']],
    ['an hour', 3600, 30, ['13:45', '14:00', '14:15', '14:30']],
    ['two days', 2 * 86_400, 60, ['11-23 00:00', '11-23 12:00', '11-24 00:00', '11-24 12:00']],
    ['a month', 30 * 86_400, 40, ['11-26', '12-03', '12-10', '12-17']],
    ['no time', 0, 80, ['13:40:00']],
    ['no room', 300, 3, []],
  ])('fits %s', (_, span, columns, labels) =>
    expect(timeTicks(start, start + span, columns, 'UTC').map(({ label }) => label)).toEqual(labels),
  );

  it('respects the time zone', () =>
    expect(timeTicks(start, start + 120, 20, 'Asia/Tokyo').map(({ label }) => label)).toEqual([
      '22:40',
      '22:41',
      '22:42',
    ]));
});
