import { describe, expect, test } from 'vitest';
import { generateScenarios, knownSeries } from './generate.js';
import { familiesOf, limitsOf } from './reading.js';
import { readRules } from './rule-file.js';

function alertOf(expr: string, more = ''): string {
  return `groups: [{ name: g, rules: [{ alert: A, expr: '${expr}'${more} }] }]`;
}

describe('what limits a rule has', () => {
  test.each<[string, string, object]>([
    [
      'a share',
      'sum(rate(x_total{s=~"5.."}[5m])) / sum(rate(x_total[5m])) > 0.05',
      { control: 'share', value: 0.05 },
    ],
    [
      'without a division',
      'sum(rate(x_total{s="1"}[5m])) > 0.05 * sum(rate(x_total[5m]))',
      { control: 'share', value: 0.05 },
    ],
    [
      'a burn rate',
      'sum(rate(x_total{s="1"}[1h])) / sum(rate(x_total[1h])) / 0.01 > 14.4',
      { control: 'share', value: 0.144, window: 3600 },
    ],
    [
      'the share of the good',
      '1 - sum(rate(x_total{s="1"}[5m])) / sum(rate(x_total[5m])) > 0.1',
      { control: 'share', value: 0.9, below: true },
    ],
    [
      'a quantile',
      'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m]))) > 2',
      { control: 'slow', value: 2, quantile: 0.9 },
    ],
    ['traffic', 'sum(rate(x_total[5m])) < 3', { control: 'traffic', value: 3, below: true }],
    ['a level', 'queue > 50', { control: 'level', value: 50, window: 0 }],
    ['a mirrored level', '50 < queue', { control: 'level', value: 50, below: false }],
    ['a state', 'up{job="a"} == 0', { control: 'state', value: 0 }],
  ])('%s: %s', (_, expr, limit) => {
    const rules = readRules(alertOf(expr));
    const [found] = limitsOf(rules[0]!, familiesOf(rules));
    expect({ ...found, value: Number(found!.value.toFixed(6)) }).toMatchObject(limit);
  });

  test('a recorded series is read as what it is recorded from', () => {
    const rules = readRules(
      'groups: [{ name: g, rules: [{ record: r, expr: \'sum(rate(x_total{s="1"}[5m])) / sum(rate(x_total[5m]))\' }, { alert: A, expr: r > 0.2 }] }]',
    );
    expect(limitsOf(rules[1]!, familiesOf(rules))).toMatchObject([
      { family: 'x_total', control: 'share', value: 0.2 },
    ]);
  });
});

describe('scenarios', () => {
  const rules = readRules(alertOf('queue{job="shop"} > 50', ', for: 3m, keep_firing_for: 5m'));
  const known = knownSeries([
    { series: 'queue{job="shop", instance="us-2"}' },
    { series: 'queue{job="api"}' },
  ]);
  const scenarios = generateScenarios(rules, known);
  const valuesOf = (index: number): number[] => scenarios[index]!.input[0]!.values.split(' ').map(Number);

  test('are the same each time, with a value for each evaluation', () => {
    expect(generateScenarios(rules, known)).toEqual(scenarios);
    for (const { input, evaluations } of scenarios) {
      for (const { values } of input) expect(values.split(' ')).toHaveLength(evaluations);
    }
  });

  test('approach the limit slowly from both sides, and meet it', () => {
    const [rise, beside] = [valuesOf(0), valuesOf(1)];
    for (const level of [49, 50, 51]) expect([...rise, ...beside]).toContain(level);
    const nearest = rise.filter((value) => value > 40 && value < 60);
    expect(nearest.length).toBeGreaterThan(30);
  });

  test('hold several instances, another job, and one that begins alike', () => {
    const series = scenarios[0]!.input.map((input) => input.series);
    expect(series.filter((each) => each.includes('job="shop"')).length).toBeGreaterThan(1);
    expect(series).toContain('queue{job="api", instance="api"}');
    expect(series).toContain('queue{job="shop-canary", instance="shop-canary"}');
  });

  test('are evaluated more often if a window is short', () => {
    expect(generateScenarios(readRules(alertOf('rate(x_total[1m]) > 5')), new Map())[0]!.interval).toBe(10);
  });

  test('of rules that look back for hours stay short', () => {
    const slow = generateScenarios(
      readRules(alertOf('sum(rate(x_total{s="1"}[6h])) / sum(rate(x_total[6h])) > 0.1')),
      new Map(),
    );
    const evaluations = slow.reduce((sum, scenario) => sum + scenario.evaluations, 0);
    expect(evaluations).toBeLessThan(900);
    expect(slow.some(({ evaluations: count, interval }) => count * interval > 6 * 3600)).toBe(true);
  });
});
