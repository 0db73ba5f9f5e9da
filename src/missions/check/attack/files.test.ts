import { expect, test } from 'vitest';
import { mutateDashboard } from './dashboard.js';
import { mutateExposition } from './exposition.js';
import { mutateChoice, mutateNumber } from './numbers.js';
import { mutateRelabel } from './relabel.js';
import { mutateRules } from './rules.js';

/** Mutants of answers that are no single query. */

const RULES = `groups:
  - name: web
    rules:
      - record: route:hits:rate5m
        expr: sum by (route) (rate(hits_total[5m]))
      - record: hits:rate5m
        expr: sum(route:hits:rate5m)
      - alert: Queue
        expr: queue > 0.5
        for: 5m
        labels: { severity: page }
        annotations: { summary: Long }
`;

const asking = (...records: string[]): Parameters<typeof mutateRules>[1] => ({
  scenarios: [
    {
      name: 's',
      interval: 60,
      input: [
        { series: 'queue', values: '1' },
        { series: 'hits_total{route="/a", status="200"}', values: '1' },
      ],
      alerts: [{ alert: 'Queue', at: 60, expect: 'firing' }],
      recorded: records.map((record) => ({ record, at: 60, reference: 'vector(1)' })),
    },
  ],
});

test('rules: a record that is not asked for may have other labels, if what is built on it stays the same', () => {
  const namesFor = (...records: string[]): string[] =>
    mutateRules(RULES, asking(...records)).mutants.map(({ name }) => name);
  const finer = 'route:hits:rate5m: sum by (route, status) (rate(hits_total[5m]))';
  expect(namesFor('route:hits:rate5m', 'hits:rate5m')).toContain(finer);
  expect(namesFor('hits:rate5m')).not.toContain(finer);
  expect(namesFor('hits:rate5m')).toContain('route:hits:rate5m: max by (route) (rate(hits_total[5m]))');
});

test('rules: without one that reads another, their order does not matter', () => {
  const { mutants } = mutateRules(
    RULES.replace('sum(route:hits:rate5m)', 'sum(rate(hits_total[5m]))'),
    asking(),
  );
  expect(mutants.filter(({ name }) => name.includes('order'))).toEqual([]);
});

test('rules: the value of an alert is not asked for', () => {
  const { mutants } = mutateRules(RULES, asking());
  expect(mutants.map(({ name }) => name)).not.toContain('Queue: (queue > 0.5) * 100');
});

test('rules: expression, for, labels, severity, annotations, names and order', () => {
  const { mutants } = mutateRules(RULES, asking('route:hits:rate5m', 'hits:rate5m'));
  const names = mutants.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'group web: the order of the rules was reversed',
      'route:hits:rate5m: the rule was dropped',
      'route:hits:rate5m: record became route:hits:rate5m2',
      'route:hits:rate5m: max by (route) (rate(hits_total[5m]))',
      'Queue: queue > 0.55',
      'Queue: for was dropped',
      'Queue: for 5m became 2m',
      'Queue: for 5m became 10m',
      'Queue: keep_firing_for 5m was added',
      'Queue: labels.severity was dropped',
      'Queue: labels.severity page became warning',
      'Queue: annotations.summary was dropped',
    ]),
  );
  const find = (name: string) => mutants.find((mutant) => mutant.name === name);
  expect(find('Queue: for 5m became 10m')?.answer).toContain('for: 10m');
  expect(find('Queue: queue > 0.55')?.answer).toContain('expr: queue > 0.55');
  expect(find('Queue: queue >= 0.5')?.reason).toBe('limit-never-met');
  expect(find('Queue: annotations.summary was dropped')?.reason).toBe('free-text');
  expect(new Set(mutants.map(({ answer }) => answer)).size).toBe(mutants.length);
});

const DASHBOARD = JSON.stringify({
  panels: [
    {
      title: 'Hits',
      targets: [{ expr: 'sum by (route) (rate(hits_total[$__rate_interval]))', legendFormat: '{{route}}' }],
      fieldConfig: { defaults: { unit: 'reqps' } },
    },
    { title: 'Other', targets: [{ expr: 'queue' }] },
  ],
});

test('dashboards: query, window, unit and legend of the panels that are asked for', () => {
  const task = { name: 'hits', reference: 'x', unit: ['reqps', 'short'], legend: ['route'] };
  const { mutants } = mutateDashboard(DASHBOARD, {
    catalogue: new Map(),
    wanted: new Map([['Hits', task]]),
  });
  const names = mutants.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'Hits: sum by (route) (rate(hits_total[5m]))',
      'Hits: avg by (route) (rate(hits_total[$__rate_interval]))',
      'Hits: the unit became ms',
      'Hits: the legend became errors',
    ]),
  );
  // Either unit is right.
  expect(names).not.toContain('Hits: the unit became short');
  expect(names.filter((name) => name.startsWith('Other'))).toEqual([]);
  const unit = mutants.find(({ name }) => name === 'Hits: the unit became ms')!;
  expect(JSON.parse(unit.answer)).toMatchObject({
    panels: [{ fieldConfig: { defaults: { unit: 'ms' } } }, {}],
  });
  expect(unit.reason).toBeUndefined();
});

test('dashboards: a unit or a legend that the step does not ask for may be any', () => {
  const { mutants } = mutateDashboard(DASHBOARD, {
    catalogue: new Map(),
    wanted: new Map([['Hits', { name: 'hits', reference: 'x' }]]),
  });
  const free = mutants.filter(({ reason }) => reason === 'not-asked');
  expect(new Set(free.map((mutant) => mutant.class))).toEqual(new Set(['unit', 'legend']));
});

test('metrics pages: lines, names, types, labels and values', () => {
  const page = `# HELP t_seconds x
# TYPE t_seconds histogram
t_seconds_bucket{le="1"} 2
t_seconds_bucket{le="+Inf"} 3
t_seconds_sum 4
t_seconds_count 3
# TYPE other gauge
other 1
`;
  const mutants = mutateExposition(page, {
    families: [{ name: 't_seconds', type: 'histogram', labels: [], samples: [] }],
  });
  expect(mutants.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'line 1: `# HELP t_seconds x` was dropped',
      'line 2: the type histogram became gauge',
      'line 3: le="1" was dropped',
      'line 3: the label le became le_x',
      'line 4: `t_seconds_bucket{le="+Inf"} 3` was dropped',
      'line 5: t_seconds_sum became t_seconds_sum_x',
      'line 6: 3 became -3',
    ]),
  );
  expect(mutants.filter(({ answer }) => !answer.includes('other 1'))).toEqual([]);
  expect(mutants.filter(({ reason }) => reason !== undefined)).toEqual([]);
});

test('metrics pages: a series less of several may be', () => {
  const page = '# TYPE a_total counter\na_total{x="1"} 1\na_total{x="2"} 1\n';
  const dropped = mutateExposition(page, {
    families: [{ name: 'a_total', type: 'counter', labels: ['x'], samples: [] }],
  }).filter((mutant) => mutant.class === 'line');
  expect(dropped.map(({ reason }) => reason)).toEqual([undefined, 'not-asked', 'not-asked']);
});

test('relabel configs: entries, actions, labels and patterns', () => {
  const mutants = mutateRelabel(
    '- source_labels: [__name__, key]\n  regex: hits_total;user-.*\n  action: drop\n- { action: labeldrop, regex: key }\n',
  );
  expect(mutants.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'the order of the entries was reversed',
      'entry 1 was dropped',
      'entry 1: action became "keep"',
      'entry 1: source_labels became ["key"]',
      'entry 1: source_labels was dropped',
      'entry 1: regex became "hits_total;user-"',
      'entry 2: regex became "key.*"',
    ]),
  );
});

test('numbers: further off than the tolerance and twice the way they may move', () => {
  const answer = { unit: 's', tolerance: { relative: 0.2 } } as Parameters<typeof mutateNumber>[1]['answer'];
  const values = mutateNumber(10, { answer }).map(({ answer: typed }) => Number.parseFloat(typed));
  expect(values).toEqual(expect.arrayContaining([20, 100, 600, 16, 4, -10, 0]));
  expect(values.filter((value) => Math.abs(value - 10) < 6)).toEqual([]);
});

test('choices: an option less, more, or another', () => {
  const options = ['a', 'b', 'c'].map((id) => ({ id, text: id, why: id, correct: id !== 'c' }));
  expect(mutateChoice({ answer: { type: 'choice', options } }).map(({ answer }) => answer)).toEqual([
    'b',
    'c,b',
    'a',
    'a,c',
    'a,b,c',
  ]);
});
