import { describe, expect, test } from 'vitest';
import { parsePromql } from '../../../../promql/syntax/parse.js';
import { canonical, type Catalogue } from './canonical.js';
import { mutateQuery, mutateTwice } from './mutate.js';

const CATALOGUE: Catalogue = new Map([
  [
    'hits_total',
    [
      { job: 'web', instance: 'a', route: '/a', status: '200' },
      { job: 'web', instance: 'a', route: '/a', status: '500' },
      { job: 'web', instance: 'a', route: '/b', status: '404' },
    ],
  ],
  ['queue', [{ job: 'web', instance: 'a' }]],
  [
    'pool',
    [
      { job: 'web', instance: 'a', region: 'x' },
      { job: 'web', instance: 'b', region: 'y' },
    ],
  ],
  ['web_info', [{ job: 'web', instance: 'a', version: '1' }]],
]);

const mutate = (
  text: string,
  accepted: readonly string[] = [text],
): ReturnType<typeof mutateQuery>['mutants'] =>
  mutateQuery(parsePromql(text).expr, {
    catalogue: CATALOGUE,
    accepted: accepted.map((one) => parsePromql(one).expr),
  }).mutants;

const textsOf = (text: string, accepted?: readonly string[]): string[] =>
  mutate(text, accepted).map(({ answer }) => answer);

describe('each kind of mistake is made', () => {
  test.each([
    ['number', 'queue * 8', 'queue * 16'],
    ['number', 'queue * 8', 'queue * 9'],
    ['number', 'queue > 10', 'queue > 9'],
    ['number', 'topk(3, queue)', 'topk(2, queue)'],
    ['number', 'quantile_over_time(0.9, queue[5m])', 'quantile_over_time(0.99, queue[5m])'],
    ['number', 'queue', 'queue * 1000'],
    ['duration', 'rate(hits_total[5m])', 'rate(hits_total[10m])'],
    ['duration', 'rate(hits_total[5m])', 'rate(hits_total[2m])'],
    ['duration', 'queue offset 1h', 'queue offset 2h'],
    [
      'duration',
      'max_over_time(avg_over_time(queue[1m])[1h:1m])',
      'max_over_time(avg_over_time(queue[1m])[2h:1m])',
    ],
    ['matcher', 'hits_total{status="500"}', 'hits_total{status!="500"}'],
    ['matcher', 'hits_total{status="500"}', 'hits_total{status="404"}'],
    ['matcher', 'hits_total{status="500"}', 'hits_total'],
    ['matcher', 'hits_total{status="500"}', 'hits_total{status=~"5.."}'],
    ['label', 'sum by (route) (hits_total)', 'sum by () (hits_total)'],
    ['label', 'sum by (route) (hits_total)', 'sum by (route, status) (hits_total)'],
    ['label', 'sum by (route) (hits_total)', 'sum by (job) (hits_total)'],
    ['label', 'sum by (route) (hits_total)', 'sum without (route) (hits_total)'],
    [
      'label',
      'hits_total * on (job) group_left (version) web_info',
      'hits_total * on (job) group_left () web_info',
    ],
    ['function', 'rate(hits_total[5m])', 'increase(hits_total[5m])'],
    ['function', 'avg_over_time(queue[5m])', 'max_over_time(queue[5m])'],
    ['operator', 'queue / 8', 'queue * 8'],
    ['operator', 'queue > 10', 'queue < 10'],
    ['operator', 'queue > 10', 'queue > bool 10'],
    ['operator', 'queue and hits_total', 'queue unless hits_total'],
    ['aggregation', 'sum by (route) (hits_total)', 'max by (route) (hits_total)'],
    ['aggregation', 'topk(3, queue)', 'bottomk(3, queue)'],
    ['clause', 'queue > 10', 'queue'],
    ['clause', 'hits_total and queue', 'hits_total'],
    ['clause', 'queue offset 1h', 'queue'],
    ['clause', 'topk(3, queue)', 'queue'],
    ['clause', 'rate(hits_total[5m])', 'hits_total'],
    ['clause', 'queue', 'queue offset 5m'],
  ])('%s: %s → %s', (kind, text, mutant) => {
    expect(mutate(text).find(({ answer }) => answer === mutant)).toMatchObject({ class: kind });
  });
});

describe('what means the same is not a mutant', () => {
  test.each([
    ['a longer window of irate', 'irate(hits_total[5m])', 'irate(hits_total[10m])'],
    [
      'increase for rate below a quantile',
      'histogram_quantile(0.9, rate(hits_total[5m]))',
      'histogram_quantile(0.9, increase(hits_total[5m]))',
    ],
    [
      'a finer sum below a sum',
      'sum by (route) (sum by (route, status) (hits_total))',
      'sum by (route) (sum by (route, status, job) (hits_total))',
    ],
    [
      'one label less in a sum below a sum',
      'sum by (route) (sum by (route, status) (hits_total))',
      'sum by (route) (sum by (route) (hits_total))',
    ],
    ['sum for max of one series', 'max by (job, instance) (queue)', 'sum by (job, instance) (queue)'],
    ['matching on the labels that both sides have', 'queue / on (job, instance) queue', 'queue / queue'],
    [
      'a sum of counts',
      'sum by (route) (count by (route, status) (hits_total))',
      'sum by (route) (count by (route, status, instance) (hits_total))',
    ],
    ['count for sum of groups', 'sum(group by (route) (hits_total))', 'count(group by (route) (hits_total))'],
    [
      'counting for adding up what is always 1',
      'count by (version) (web_info)',
      'sum by (version) (web_info)',
    ],
    [
      'the largest for the least of what is always 1',
      'max_over_time(web_info[1h])',
      'min_over_time(web_info[1h])',
    ],
    ['bool on what is always 1', 'absent(queue) == 1', 'absent(queue) == bool 1'],
    ['another fraction for up', 'up < 1', 'up < 0.9'],
    [
      'a maximum of groups of one',
      'max by (job) (topk(1, sum by (job) (queue)))',
      'topk(1, sum by (job) (queue))',
    ],
    [
      'a finer sum below a join that is added up',
      'sum by (version) (sum by (instance) (hits_total) * on (instance) group_left (version) web_info)',
      'sum by (version) (sum by (instance, route) (hits_total) * on (instance) group_left (version) web_info)',
    ],
    [
      'another grouping where only the labels of on () count',
      'queue unless on (instance) count by (instance, status) (hits_total)',
      'queue unless on (instance) count by (instance, route) (hits_total)',
    ],
    ['any name', 'count({__name__=~".+", job="web"})', 'count({job="web"})'],
    ['a sorted result', 'sort_desc(queue)', 'queue'],
  ])('%s', (_, text, equivalent) => {
    expect(textsOf(text)).not.toContain(equivalent);
    expect(mutateQuery(parsePromql(text).expr, { catalogue: CATALOGUE }).equivalent).toBeGreaterThan(0);
  });

  test('nor is another accepted answer, however it is written', () => {
    expect(textsOf('queue * 8', ['queue * 8', '16 * queue'])).not.toContain('queue * 16');
    expect(
      textsOf('sum by (route) (hits_total)', [
        'sum by (route) (hits_total)',
        'sum without (job, instance) (hits_total)',
      ]),
    ).not.toContain('sum by (route, status) (hits_total)');
  });

  test('the name is a label like others', () => {
    expect(textsOf('count by (__name__) (hits_total)')).toContain('count by () (hits_total)');
  });

  test('a label more with one value only does change the result', () => {
    expect(textsOf('sum by (route) (hits_total)')).toContain('sum by (route, job) (hits_total)');
  });
});

test.each([
  ['queue > 0.5', 'queue >= 0.5', 'limit-never-met'],
  ['queue > 14.4 * 0.01', 'queue >= (14.4 * 0.01)', 'limit-never-met'],
  ['queue > 10', 'queue >= 10', undefined],
  ['queue > 0', 'queue >= 0', undefined],
  ['queue{job="web"}', 'queue', 'one-job'],
  ['hits_total{route="/a"}', 'hits_total', undefined],
  ['hits_total{status="500"}', 'hits_total{status=~"5.."}', 'same-series'],
  ['hits_total{status="500"}', 'hits_total{status=~"[45].."}', undefined],
  ['queue * on (job) group_left () web_info', 'queue / on (job) group_left () web_info', 'info-is-one'],
  ['count(rate(hits_total[5m]))', 'count(rate(hits_total[10m]))', 'presence-only'],
  ['count(rate(hits_total[5m]) > 2)', 'count(rate(hits_total[10m]) > 2)', undefined],
  ['sum by (instance) (pool)', 'avg by (instance) (pool)', 'one-series'],
  ['sum by (instance) (pool) > 2', 'pool > 2', 'one-series'],
  ['max(sum by (instance) (pool))', 'max(sum by (instance, region) (pool))', 'of-instance'],
  ['max(sum by (instance) (hits_total))', 'max(sum by (instance, route) (hits_total))', undefined],
  ['queue / on (instance) pool', 'queue / on (instance, job) pool', 'one-job'],
  ['queue / on (instance) pool', 'queue / on () pool', undefined],
  ['rate(hits_total[5m]) > 2', 'rate(hits_total[5m]) >= 2', 'limit-never-met'],
  ['rate(hits_total[5m]) > 0', 'rate(hits_total[5m]) >= 0', undefined],
  ['sum(rate(hits_total[5m])) / sum(queue) > 1', '(sum(rate(hits_total[5m])) / sum(queue)) >= 1', undefined],
  ['sum by (instance) (hits_total)', 'avg by (instance) (hits_total)', undefined],
  ['queue and rate(hits_total[5m])', 'queue and hits_total', 'presence-only'],
])('%s → %s may pass: %s', (text, mutant, reason) => {
  const found = mutate(text).find(({ answer }) => answer === mutant);
  expect(found).toBeDefined();
  expect(found?.reason).toBe(reason);
});

test('an alert is asked for while its condition holds, whatever its value is', () => {
  const { expr } = parsePromql('(queue > 10) * 2');
  const texts = mutateQuery(expr, { catalogue: CATALOGUE, use: { presence: true } }).mutants.map(
    ({ answer }) => answer,
  );
  expect(texts).not.toContain('(queue > 10) * 4');
  expect(texts).toContain('(queue > 9) * 2');
});

describe('two changes at once', () => {
  const failing = mutate('rate(hits_total{status="500"}[5m])');
  const twice = (limit: number): ReturnType<typeof mutateTwice> =>
    mutateTwice(failing, {
      catalogue: CATALOGUE,
      passing: [parsePromql('rate(hits_total{status="500"}[5m])').expr],
      limit,
    });

  test('are told in words', () => {
    const [first] = twice(40).mutants;
    expect(first?.change).toMatch(/^.+, and .+$/);
  });

  test.each([
    ['a factor and its inverse', 'queue', '(queue * 100) * 0.01'],
    ['two signs', 'queue', '-(-queue)'],
    ['1 minus 1 minus', 'queue', '1 - (1 - queue)'],
    ['a growth per minute', 'increase(hits_total[1m])', 'rate(hits_total[1m]) * 60'],
    ['a difference the other way round', 'sum(queue) - sum(pool)', '-(sum(pool) - sum(queue))'],
    ['a factor inside of a sum', 'sum(queue * 10) / 5', '2 * sum(queue)'],
    ['a difference of sets', 'queue unless queue{a="1"}', 'queue and queue{a!="1"}'],
    ['a wider selector', 'queue{a=~"x.*"}', 'queue{a="xy"} or queue{a=~"x.*"}'],
  ])('that come to the same are known: %s', (_, text, other) => {
    expect(canonical(parsePromql(other).expr, CATALOGUE)).toBe(canonical(parsePromql(text).expr, CATALOGUE));
  });

  test.each([
    ['queue * 2', 'queue + 2'],
    ['max(queue)', '-max(-queue)'],
    ['1 / queue', 'queue'],
    ['sum(queue + 1)', 'sum(queue) + 1'],
    ['queue unless queue{a="1"}', 'queue unless queue{a="1", b="1"}'],
    ['queue{a="1"} or queue{b="1"}', 'queue{a="1", b="1"}'],
  ])('that differ stay apart: %s, %s', (text, other) => {
    expect(canonical(parsePromql(other).expr, CATALOGUE)).not.toBe(
      canonical(parsePromql(text).expr, CATALOGUE),
    );
  });

  test('are some of all, always the same, and never one that takes the first back', () => {
    expect(twice(40)).toEqual(twice(40));
    const all = twice(1e6);
    expect(all.mutants.length).toBeGreaterThan(10 * failing.length);
    expect(all.equivalent).toBeGreaterThan(0);
    expect(all.mutants.map(({ answer }) => answer)).not.toContain('rate(hits_total{status="500"}[5m])');
    expect(twice(40).mutants.length).toBeLessThan(40 + failing.length);
  });
});
