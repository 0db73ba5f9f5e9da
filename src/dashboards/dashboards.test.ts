import { describe, expect, it } from 'vitest';
import { parseDashboard } from './model/dashboard.js';
import { resolveTimeRange } from './model/time-range.js';
import { seriesName } from './panel/legend.js';
import { panelQueries } from './panel/queries.js';
import { reduceSamples } from './panel/reduce.js';
import { chooseStep, rateInterval } from './panel/step.js';
import { thresholdColor } from './panel/thresholds.js';
import { formatUnit } from './panel/units.js';

describe('formatUnit', () => {
  it.each<[number, string, string, number?]>([
    [1234.5, 'none', '1234.5'],
    [1234.5, 'none', '1235', 0],
    [1234.5, 'short', '1.23k'],
    [0.25, 'percentunit', '25%'],
    [0.12345, 'percentunit', '12.3%'],
    [0.12345, 'percentunit', '12.35%', 2],
    [1234, 'percent', '1234%'],
    [0.0053, 's', '5.3 ms'],
    [90, 's', '1m30s'],
    [5.3, 'ms', '5.3 ms'],
    [5.3, 'µs', '5.3 µs'],
    [2, 'm', '2m'],
    [1536, 'bytes', '1.5 KiB'],
    [1500, 'decbytes', '1.5 kB'],
    [12, 'Bps', '12 B/s'],
    [20.26, 'reqps', '20.3 req/s'],
    [1500, 'ops', '1.5k ops/s'],
    [3, 'suffix: items', '3 items'],
    [3, 'suffix:items', '3 items'],
    [3, 'prefix:$', '$3'],
    [3, 'currencyUSD', '3'],
    [1, 'bool_yes_no', 'Yes'],
    [NaN, 's', 'NaN'],
    [-Infinity, 'reqps', '-Inf'],
  ])('%s in %s is %s', (value, unit, expected, decimals) =>
    expect(formatUnit(value, unit, decimals)).toBe(expected),
  );
});

describe('seriesName', () => {
  it.each<[string, Record<string, string>, string]>([
    ['{{method}} {{ route }}', { method: 'GET', route: '/items' }, 'GET /items'],
    ['p95 {{missing}}', {}, 'p95 '],
    ['', { __name__: 'up', job: 'api' }, 'up{job="api"}'],
    ['', { __name__: 'up' }, 'up'],
    ['', {}, 'sum(up)'],
  ])('%s', (format, labels, expected) => expect(seriesName(format, labels, 'sum(up)')).toBe(expected));
});

describe('steps', () => {
  it.each<[number, number, string | undefined, number, number]>([
    [300, 300, undefined, 1, 4],
    [300, 300, '2s', 2, 8],
    [900, 300, '2s', 5, 8],
    [3600, 100, undefined, 60, 61],
    [86_400, 250, '>5s', 600, 605],
    [365 * 86_400, 10, undefined, 42 * 86_400, 42 * 86_400 + 1],
    [300, 0, '$interval', 300, 301],
  ])('%s s at %s points, at least %s', (range, maxPoints, minStep, step, rate) => {
    expect(chooseStep({ range, maxPoints, minStep })).toBe(step);
    expect(rateInterval(step, { minStep })).toBe(rate);
  });
});

describe('resolveTimeRange', () => {
  const NOW = 1_700_000_000;
  it.each<[string, string, number, number]>([
    ['now-5m', 'now', NOW - 300, NOW],
    ['now-2d', 'now-1d', NOW - 172_800, NOW - 86_400],
    ['now/d', 'now/d', NOW - (NOW % 86_400), NOW],
    ['now-1h/h', 'now', NOW - (NOW % 3600) - 3600, NOW],
    ['2023-11-14T22:00:00Z', '2023-11-14T22:13:00Z', 1_699_999_200, 1_699_999_980],
    ['1699999200000', '1699999980000', 1_699_999_200, 1_699_999_980],
    ['yesterday', 'now', NOW - 900, NOW],
    ['now', 'now', NOW - 900, NOW],
  ])('%s to %s', (from, to, start, end) =>
    expect(resolveTimeRange({ from, to }, NOW)).toEqual({ from: start, to: end }),
  );
});

describe('reduceSamples', () => {
  const samples = [1, 4, NaN, 2, NaN].map((value, time) => ({ time, value }));
  it.each<[string, number]>([
    ['lastNotNull', 2],
    ['last', NaN],
    ['first', 1],
    ['min', 1],
    ['max', 4],
    ['sum', 7],
    ['mean', 7 / 3],
    ['count', 3],
    ['range', 3],
    ['diff', 1],
    ['toString', 2],
  ])('%s', (calc, expected) => expect(reduceSamples(calc, samples)).toBe(expected));
  it('returns NaN without samples', () => expect(reduceSamples('sum', [])).toBeNaN());
});

describe('thresholdColor', () => {
  const steps = [
    { value: -Infinity, color: 'green' },
    { value: 80, color: 'red' },
  ];
  it.each<[number, 'absolute' | 'percentage', number, number, string | undefined]>([
    [79, 'absolute', 0, 1, 'green'],
    [80, 'absolute', 0, 1, 'red'],
    [0.9, 'percentage', 0, 1, 'red'],
    [150, 'percentage', 100, 200, 'green'],
    [NaN, 'absolute', 0, 1, undefined],
  ])('%s, %s from %s to %s', (value, mode, min, max, color) =>
    expect(thresholdColor(value, { thresholds: { mode, steps }, min, max })).toBe(color),
  );
});

it('builds a panel’s queries', () => {
  const dashboard = parseDashboard({
    title: 'D',
    panels: [
      {
        interval: '2s',
        targets: [
          { refId: 'A', expr: 'rate(x[$__rate_interval])', legendFormat: '{{method}} $__interval' },
          { refId: 'B', expr: 'y', instant: true },
        ],
      },
    ],
  });
  const context = { variables: [], from: 1001, to: 1301, maxPoints: 500 };
  expect(panelQueries(dashboard.panels[0]!, context)).toEqual([
    { refId: 'A', expr: 'rate(x[8s])', legendFormat: '{{method}} 2s', instant: false, start: 1000, end: 1300, step: 2 },
    { refId: 'B', expr: 'y', legendFormat: '', instant: true, start: 1000, end: 1301, step: 2 },
  ]); // prettier-ignore
});
