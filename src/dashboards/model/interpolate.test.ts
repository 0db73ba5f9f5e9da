import { describe, expect, it } from 'vitest';
import { parseDashboard } from './dashboard.js';
import {
  interpolateQuery,
  interpolateText,
  interpolateVariables,
  type Interpolation,
} from './interpolate.js';
import { ALL, resolveVariables, type VariableSource, type VariableValue } from './variables.js';

const variable = (fields: object) =>
  parseDashboard({ title: 'D', templating: { list: [{ name: 'v', type: 'query', ...fields }] } })
    .variables[0]!;

const value = (fields: object, selected: string[], options: string[] = selected): VariableValue => ({
  variable: variable(fields),
  selected,
  options,
});

const context = (...variables: VariableValue[]): Interpolation => ({
  variables,
  from: 1000,
  to: 1300,
  step: 2,
  rateInterval: 8,
});

describe('interpolateQuery', () => {
  it.each<[string, string]>([
    ['rate(x[$__rate_interval])', 'rate(x[8s])'],
    ['rate(x[${__rate_interval}])', 'rate(x[8s])'],
    ['x[$__interval] $__interval_ms', 'x[2s] 2000'],
    ['increase(x[$__range]) $__range_s $__range_ms', 'increase(x[300s]) 300 300000'],
    ['$__from $__to', '1000000 1300000'],
    ['$nothing ${nothing:raw} [[nothing]]', '$nothing ${nothing:raw} [[nothing]]'],
    ['label_replace(x, "a", "$1", "b", "(.*)")', 'label_replace(x, "a", "$1", "b", "(.*)")'],
  ])('%s', (expr, expected) => expect(interpolateQuery(expr, context())).toBe(expected));

  it.each<[string, VariableValue, string]>([
    ['one value', value({}, ['a']), 'x{l=~"a"}'],
    ['one value, escaped for a string', value({}, ['a"\\.']), 'x{l=~"a\\"\\\\."}'],
    ['one of several possible, escaped for a regex', value({ multi: true }, ['/a.b']), 'x{l=~"/a\\\\.b"}'],
    ['several', value({ multi: true }, ['a', 'b']), 'x{l=~"(a|b)"}'],
    ['all', value({ includeAll: true }, [ALL], ['a', 'b']), 'x{l=~"(a|b)"}'],
    ['all, as the file says', value({ includeAll: true, allValue: '.*' }, [ALL], ['a']), 'x{l=~".*"}'],
  ])('%s', (_, v, expected) => expect(interpolateQuery('x{l=~"$v"}', context(v))).toBe(expected));

  it.each<[string, string]>([
    ['${v:raw}', 'a.,b'],
    ['${v:pipe}', 'a.|b'],
    ['${v:regex}', '(a\\.|b)'],
    ['[[v:csv]]', 'a.,b'],
    ['$vx', '$vx'],
  ])('formats %s', (text, expected) =>
    expect(interpolateQuery(text, context(value({ multi: true }, ['a.', 'b'])))).toBe(expected),
  );
});

it('writes values for people', () => {
  const all = value({ includeAll: true, allValue: '.*' }, [ALL], ['a', 'b']);
  expect(interpolateText('of $v', context(all))).toBe('of All');
  expect(interpolateText('of $v', context(value({ multi: true }, ['a.', 'b'])))).toBe('of a. + b');
});

const SOURCE: VariableSource = {
  labelValues: (label) => Promise.resolve([`${label}-1`, `${label}-2`]),
  labelNames: () => Promise.resolve(['instance', 'job']),
  metricNames: () => Promise.resolve(['a_total', 'b']),
  series: (selector) =>
    Promise.resolve([{ route: selector }, { route: '/items' }, { other: 'x' }, { route: '/items' }]),
  query: () =>
    Promise.resolve({
      resultType: 'vector',
      series: [{ labels: { __name__: 'up', job: 'api' }, sample: { time: 1, value: 1 } }],
      warnings: [],
      infos: [],
    }),
};

describe('resolveVariables', () => {
  it.each<[string, object, string[], string[]]>([
    ['label_values(label)', { query: 'label_values(job)' }, ['job-1', 'job-2'], ['job-1']],
    [
      'label_values(selector, label)',
      { query: { query: 'label_values(x{a="1", b="2"}, route)', refId: 'A' }, current: { value: '/items' } },
      ['/items', 'x{a="1", b="2"}'],
      ['/items'],
    ],
    ['label_names()', { query: 'label_names()' }, ['instance', 'job'], ['instance']],
    ['metrics(regex)', { query: 'metrics(_total$)' }, ['a_total'], ['a_total']],
    ['query_result(query)', { query: 'query_result(up)', regex: '/job="(.*?)"/' }, ['api'], ['api']],
    ['a regex', { query: 'label_values(job)', regex: '2$' }, ['job-2'], ['job-2']],
    [
      'a choice that is gone',
      { query: 'label_values(job)', current: { value: 'x' } },
      ['job-1', 'job-2'],
      ['job-1'],
    ],
    ['all', { query: 'label_values(job)', includeAll: true }, ['job-1', 'job-2'], [ALL]],
    [
      'several',
      { query: 'label_values(job)', multi: true, current: { value: ['job-2', 'x'] } },
      ['job-1', 'job-2'],
      ['job-2'],
    ],
    ['custom', { type: 'custom', query: 'one : 1, two : 2,a\\,b' }, ['1', '2', 'a,b'], ['1']],
    ['interval', { type: 'interval', query: '1m,5m', current: { value: '5m' } }, ['1m', '5m'], ['5m']],
    ['a constant', { type: 'constant', query: 'c' }, ['c'], ['c']],
    ['a data source', { type: 'datasource', query: 'prometheus', current: { value: 'p' } }, [], ['p']],
    ['a query that isn’t for Prometheus', { query: 'SHOW TABLES', options: [{ value: 'o' }] }, ['o'], ['o']],
  ])('%s', async (_, fields, options, selected) => {
    const [resolved] = await resolveVariables([variable(fields)], SOURCE, interpolateVariables);
    expect(resolved).toMatchObject({ options, selected });
  });

  it('fills earlier variables into later ones, and applies the user’s choice', async () => {
    const first = { ...variable({ query: 'label_values(job)' }), name: 'job' };
    const second = { ...variable({ query: 'label_values(x{job="$job"}, route)' }), name: 'route' };
    const resolved = await resolveVariables([first, second], SOURCE, interpolateVariables, {
      job: ['job-2'],
    });
    expect(resolved[1]!.options).toContain('x{job="job-2"}');
  });
});
