import { describe, expect, test } from 'vitest';
import { onLittleStack } from '../../../test/helpers/stack.js';
import type { Expr } from './ast.js';
import { parsePromql } from './parse.js';

/** A compact form of the tree: what the table below compares. */
function show(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'string':
      return JSON.stringify(expr.value);
    case 'selector': {
      const matchers = expr.matchers.map(({ label, op, value }) => `${label}${op}${value}`).join(',');
      return `${expr.metric ?? ''}{${matchers}}${suffix(expr)}`;
    }
    case 'subquery':
      return `(${show(expr.expr)})${suffix(expr)}`;
    case 'call':
      return `${expr.func}(${expr.args.map(show).join(' ; ')})`;
    case 'aggregation': {
      const { param, grouping } = expr;
      const by = grouping ? ` ${grouping.mode} ${grouping.labels.join(',')}` : '';
      return `${expr.op}${by}(${param ? `${show(param)} ; ` : ''}${show(expr.expr)})`;
    }
    case 'binary':
      return `<${show(expr.left)} ${expr.op}${expr.bool ? ' bool' : ''} ${show(expr.right)}>`;
    case 'unary':
      return `<${expr.op}${show(expr.expr)}>`;
    case 'broken':
      return '?';
  }
}

function suffix({ range, offset, at }: { range?: number; offset?: number; at?: string }): string {
  return `${range === undefined ? '' : `[${range}]`}${at === undefined ? '' : `@${at}`}${offset === undefined ? '' : `-${offset}s`}`;
}

describe('parsePromql', () => {
  test.each([
    ['x', 'x{}'],
    ['x{a="b", c!="d", e=~"f.*", g!~"h",}', 'x{a=b,c!=d,e=~f.*,g!~h}'],
    ['{__name__="x", a="b"}', 'x{a=b}'],
    ['{__name__=~"x.*"}', '{__name__=~x.*}'],
    ['{"x.y", "a.b"="c"}', 'x.y{a.b=c}'],
    ['rate(x[1h30m])', 'rate(x{}[5400])'],
    ['x[300]', 'x{}[300]'],
    ['x[5m] offset 1m', 'x{}[300]-60s'],
    ['x offset -1m', 'x{}--60s'],
    ['x @ 1234 offset 5m', 'x{}@1234-300s'],
    ['x[5m] @ end()', 'x{}[300]@end()'],
    ['sum(x) by (a, b)', 'sum by a,b(x{})'],
    ['SUM without (a) (x)', 'sum without a(x{})'],
    ['sum by () (x)', 'sum by (x{})'],
    ['topk(3, x)', 'topk(3 ; x{})'],
    ['count_values("v", x)', 'count_values("v" ; x{})'],
    [
      'histogram_quantile(0.95, sum by (le) (rate(x_bucket[1m])))',
      'histogram_quantile(0.95 ; sum by le(rate(x_bucket{}[60])))',
    ],
    ['time()', 'time()'],
    ['-x', '<-x{}>'],
    ['a + b * c', '<a{} + <b{} * c{}>>'],
    ['2 ^ 3 ^ 2', '<2 ^ <3 ^ 2>>'],
    ['a / on(x) group_left(y) b', '<a{} / b{}>'],
    ['a > bool 1', '<a{} > bool 1>'],
    ['a AND b', '<a{} and b{}>'],
    ['((a))', 'a{}'],
    // A suffix belongs to the operand before it, not to the whole expression on its left.
    ['a * b offset 5m', '<a{} * b{}-300s>'],
    ['-x offset 5m', '<-x{}-300s>'],
    ['a / sum(b)[5m:10s]', '<a{} / (sum(b{}))[300]>'],
    ['a * (b + c)[5m:]', '<a{} * (<b{} + c{}>)[300]>'],
    ['max_over_time(rate(x[1m])[5m:] offset 1m)', 'max_over_time((rate(x{}[60]))[300]-60s)'],
    ['rate(sum(x)[1m])', 'rate((sum(x{}))[60])'],
    ['0x1F', '31'],
    ['1e3', '1000'],
    ['-Inf', '-Infinity'],
    ['"a\\"b\\n\\x41\\u00e9\\101"', '"a\\"b\\nAéA"'],
    ["'it\\'s'", '"it\'s"'],
    ['`\\d+`', '"\\\\d+"'],
    ['sum(x) # so many\n / 2', '<sum(x{}) / 2>'],
  ])('%s', (text, expected) => {
    expect(show(parsePromql(text).expr)).toBe(expected);
    expect(parsePromql(text).complete).toBe(true);
  });

  test.each([
    '',
    '   ',
    'rate(x[',
    '1 +',
    'x{a=',
    'foo(bar)',
    'a and',
    '(',
    ')',
    '\\',
    'x[5',
    '☃',
    'sum by (',
    '\u0000',
  ])('knows that it did not understand %j', (text) => expect(parsePromql(text).complete).toBe(false));

  test.each([
    ['parentheses', `${'('.repeat(20_000)}x${')'.repeat(20_000)}`],
    ['signs', `${'-'.repeat(20_000)}x`],
    ['operands to the right', `${'2 ^ '.repeat(20_000)}x offset 5m`],
    ['sheer length', 'x'.repeat(200_000)],
  ])('survives %s without end', (_, text) => {
    expect(() => parsePromql(text)).not.toThrow();
  });

  test('does not understand what it has no stack left for', () => {
    const deep = `${'('.repeat(500)}x${')'.repeat(500)}`;
    expect(onLittleStack(() => parsePromql(deep))).toEqual({
      expr: { kind: 'broken', from: 0, to: deep.length },
      complete: false,
      stoppedAt: 0,
    });
  });

  test('records positions', () => {
    const { expr } = parsePromql('sum(x{a="b"})');
    expect(expr).toMatchObject({
      from: 0,
      to: 13,
      expr: { from: 4, to: 12, matchers: [{ from: 6, to: 11 }] },
    });
  });
});
