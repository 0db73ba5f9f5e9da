import { describe, expect, it } from 'vitest';
import { parsePromql } from '../../promql/syntax/parse.js';
import { substituteVariables } from './variables.js';

describe('substituteVariables', () => {
  it.each<[string, string]>([
    ['rate(a[$__rate_interval])', 'rate(a[5m])'],
    ['increase(a[${__range}])', 'increase(a[1h])'],
    ['rate(a[$__interval:])', 'rate(a[1m:])'],
    ['rate(a[[[window]]])', 'rate(a[5m])'],
    ['rate(a[${x}m])', 'rate(a[5m])'],
    ['a offset $shift', 'a offset 5m'],
    ['a * $__interval_ms / $__range_s', 'a * 60000 / 60000'],
    ['a > $limit', 'a > obs_lab_variable'],
    ['topk($n, a)', 'topk(obs_lab_variable, a)'],
    ['sum by ($by, ${more:csv}) (a)', 'sum by (obs_lab_variable, obs_lab_variable) (a)'],
    [
      'a{b=~"$x|[[y:regex]].*", c="${z:regex}"}',
      'a{b=~"obs_lab_variable|obs_lab_variable.*", c="obs_lab_variable"}',
    ],
    ['a{$filters}', 'a{obs_lab_variable="obs_lab_variable"}'],
    ['a{b="c", ${filters:raw}}', 'a{b="c", obs_lab_variable="obs_lab_variable"}'],
    ['a{$label="b"}', 'a{obs_lab_variable="b"}'],
    ['$metric{b="c"}', 'obs_lab_variable{b="c"}'],
    ['${prefix}_total', 'obs_lab_variable_total'],
    ['label_replace(a, "b", "$1", "c", "(.*)")', 'label_replace(a, "b", "$1", "c", "(.*)")'],
    ['a # "$x\n> $y', 'a # "obs_lab_variable\n> obs_lab_variable'],
  ])('%s', (query, expected) => {
    const { text, asFunction } = substituteVariables(query);
    expect(text).toBe(expected);
    expect(parsePromql(text).complete).toBe(true);
    expect(asFunction).toBeUndefined();
  });

  it.each(['$f(a)', '${f:raw}_over_time(a[5m])', 'sum($f (a))'])('%s: a function', (query) =>
    expect(substituteVariables(query).asFunction).toMatch(/^\$\{?f/),
  );

  it('leads back to the original', () => {
    const query = 'a{b="$x"} + c{d="${y}"} + e';
    const { text, offsetOf } = substituteVariables(query);
    for (const part of ['a{', '"} + c', 'c{', ' + e', 'e']) {
      expect(offsetOf(text.lastIndexOf(part))).toBe(query.lastIndexOf(part));
    }
    expect(offsetOf(text.length)).toBe(query.length);
    expect(offsetOf(text.indexOf('variable'))).toBe(query.indexOf('$x'));
  });
});
