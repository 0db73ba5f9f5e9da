import { describe, expect, test } from 'vitest';
import { parsePromql } from '../syntax/parse.js';
import { imagineGrowth, readsOf } from './imagine.js';

const OLDEST = 1_700_000_100;

function imagine(reference: string, answer: string) {
  const written = (text: string) => ({ text, expr: parsePromql(text).expr });
  return imagineGrowth(written(reference), written(answer), OLDEST);
}

const ELAPSED = '(time() - 1700000040)';
/** What a series that these selections take has grown by. */
const growth = (weight = '1'): string =>
  `${ELAPSED} * (1 + ${ELAPSED} / 60) * (0.4 + ${ELAPSED} / 60 * (${weight}) * (0.35 + 0.246 + 0.004))`;

describe('rewrites', () => {
  test('a read, and nothing around it', () => {
    const all = imagine('rate(x_total[1m])', '60 * sum by (a) (increase(x_total[1m])) # why');
    expect(all).toEqual({
      reference: `rate(({__name__="x_total"} + ${growth()})[1m:10s])`,
      answer: `60 * sum by (a) (increase(({__name__="x_total"} + ${growth()})[1m:10s])) # why`,
    });
  });

  test('so that a series grows by the selections that take it, written in any order', () => {
    const all = imagine('rate(x_total{a="1",b="2"}[1m])', 'rate(x_total{b="2",a="1"}[1m])');
    const same = `${growth('1 + 0.818034')})[1m:10s])`;
    expect(all?.reference).toContain(same);
    expect(all?.answer).toContain(same);
    const wider = imagine('rate(x_total{a="1"}[1m])', 'rate(x_total[1m])');
    expect(wider?.answer).toContain(
      '(1 + 0.818034 * ({__name__="x_total",a="1"} ^ 0 or {__name__="x_total"} * 0))',
    );
  });

  test('all buckets, with what is slow coming later', () => {
    const quantile = 'histogram_quantile(0.9, rate(x_bucket[1m]))';
    const slow = (le: string): string => `({__name__="x_bucket",${le}} ^ 0 or {__name__="x_bucket"} * 0)`;
    expect(imagine(quantile, `${quantile} + 0`)?.answer).toContain(
      `(0.35 * ${slow('le!~"0[.]0.*"')} + 0.246 * ${slow('le!~"0[.].*"')} + 0.004 * ${slow('le="+Inf"')})`,
    );
  });

  test('a bare counter beside its growth, a gauge where one of both reads it over time', () => {
    expect(imagine('rate(x_total[1m])', 'x_total')?.answer).toBe(`({__name__="x_total"} + ${growth()})`);
    expect(imagine('max_over_time(x[1m])', 'sum(x)')?.answer).toContain('sum(({__name__="x"} + ');
    expect(imagine('rate(x_total[1m]) + on () x', 'rate(x_total[1m]) + on () x + 0')?.answer).toMatch(
      / x \+ 0$/,
    );
  });

  test('a bucket by its edge, so that what is quick in it is quick in all wider ones', () => {
    const share = (le: string) => `rate(x_bucket{le="${le}"}[1m]) / ignoring (le) rate(x_count[1m])`;
    const all = imagine(share('0.25'), share('1'));
    expect(all?.reference).toContain(`+ 0.2 * ${growth()})`);
    expect(all?.answer).toContain(`+ 0.5 * ${growth()})`);
    expect(all?.answer).toContain(`{__name__="x_count"} + ${growth()}`);
    expect(imagine(share('+Inf'), share('+Inf') + ' + 0')?.answer).toContain(`le="+Inf"} + ${growth()}`);
  });

  test.each([
    ['rate(x_total[1m] offset 5m)', ')[1m:10s] offset 5m)'],
    ['rate(x_total[1m] @ end())', ')[1m:10s] @ end())'],
    ['rate({"x.total"}[1m])', '{__name__="x.total"} + '],
    ['irate(x_total{a="\\"}"}[1m])', 'a="\\"}"'],
  ])('%s', (text, part) => {
    expect(imagine(text, `${text} + 0`)?.reference).toContain(part);
  });
});

test.each([
  ['up', 'up + 0', 'no counter is read'],
  ['sum(x_total)', 'sum(x_total) + 0', 'nothing is read over time'],
  ['avg_over_time(up[1m]) > 0', 'avg_over_time(up[1m]) >= 1', 'a gauge is made for what it is compared with'],
  ['max_over_time(a_info[1m])', 'min_over_time(a_info[1m])', 'an info is 1'],
  ['count_over_time(up[1m])', 'count_over_time(up[1m]) + 0', 'samples are counted'],
  ['rate(x_total[1m])', 'rate(y_total[1m])', 'other counters are read'],
  ['rate(x_total[1m])', 'rate(x_total[1m:5s])', 'the points of a subquery are other points'],
  ['rate(x_total[1m])', 'max_over_time(rate(x_total[1m])[6h:])', 'a long past takes too long'],
  ['rate({job="api"}[1m])', 'rate({job="api"}[1m]) + 0', 'no metric is named'],
  ['rate(x_total[1m] @ 0)', 'rate(x_total[1m] @ 1)', 'the time is pinned elsewhere'],
])('leaves alone %s, %s: %s', (reference, answer) => {
  expect(imagine(reference, answer)).toBeUndefined();
});

test.each<[string, number | undefined]>([
  ['sum(rate(a[1m])) / sum(increase(b[5m]))', 2],
  ['a + max_over_time(b[5m])', 2],
  ['a + max_over_time(b[5m]) > 3', 0],
  ['count_over_time(a[1m]) + timestamp(b) + absent(c)', 0],
  ['rate(a_total[1m]) / b_total', 2],
  ['a_total offset 5m', undefined],
  ['rate(a[1m:])', undefined],
])('counts the reads of %s', (text, count) => {
  expect(readsOf(parsePromql(text).expr)?.length).toBe(count);
});
