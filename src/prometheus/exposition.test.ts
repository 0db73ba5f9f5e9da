import { describe, expect, it } from 'vitest';
import { parseExposition } from './exposition.js';

describe('parseExposition', () => {
  it.each<[string, string, Record<string, string>, number]>([
    ['up 1', 'up', {}, 1],
    ['up{} 1', 'up', {}, 1],
    ['  up\t 1  ', 'up', {}, 1],
    ['job:up:sum 0', 'job:up:sum', {}, 0],
    ['a{b="c"} 2.5', 'a', { b: 'c' }, 2.5],
    ['a{b="c",d="e"} -3', 'a', { b: 'c', d: 'e' }, -3],
    ['a{b="c",} 3', 'a', { b: 'c' }, 3],
    ['a { b = "c" , d = "e" } 3', 'a', { b: 'c', d: 'e' }, 3],
    ['a{le="+Inf"} 7', 'a', { le: '+Inf' }, 7],
    ['a +Inf', 'a', {}, Infinity],
    ['a -Inf', 'a', {}, -Infinity],
    ['a NaN', 'a', {}, NaN],
    ['a 1.5e-7', 'a', {}, 1.5e-7],
    ['a 9007199254740991', 'a', {}, 9007199254740991],
    ['a{b="c"} 4 1395066363000', 'a', { b: 'c' }, 4],
    ['a 4 -1', 'a', {}, 4],
    ['a{b="}"} 1', 'a', { b: '}' }, 1],
    ['a{b="x, y=\\"z\\""} 1', 'a', { b: 'x, y="z"' }, 1],
    ['a{b="C:\\\\DIR\\n"} 1', 'a', { b: 'C:\\DIR\n' }, 1],
    ['a{b="\\\\n"} 1', 'a', { b: '\\n' }, 1],
    ['a{b="é 漢 #"} 1', 'a', { b: 'é 漢 #' }, 1],
    ['a{b=""} 1', 'a', { b: '' }, 1],
    ['a{b="c"}1', 'a', { b: 'c' }, 1],
    ['{"my.a",b="c"} 1', 'my.a', { b: 'c' }, 1],
    ['{"my.a"} 1', 'my.a', {}, 1],
    ['a{"my.b"="c"} 1', 'a', { 'my.b': 'c' }, 1],
  ])('reads %s', (line, name, labels, value) =>
    expect(parseExposition(line)).toEqual([{ name, labels, value }]),
  );

  it.each([
    'up',
    'up one',
    '1up 1',
    'a{b="c" 1',
    'a{b=c} 1',
    '{b="c"} 1',
    '{} 1',
    'a{b} 1',
    'a{"b"} 1',
    '{"a","b"} 1',
    '1',
    'up+1',
    'a{b="c" d="e"} 1',
    'a{,} 1',
    'a 1 2 3',
    'a 1 x',
    '<html>',
    'a 0x',
  ])('refuses %j and names the line', (line) =>
    expect(() => parseExposition(`# HELP a b\nok 1\n${line}\n`)).toThrow(
      `line 3 is not in the text exposition format: ${line}`,
    ),
  );

  it('skips comments and empty lines, whatever ends a line', () => {
    expect(parseExposition('# HELP a A thing\r\n# TYPE a counter\r\n\r\na 1\r\n#\na{b="c"} 2')).toEqual([
      { name: 'a', labels: {}, value: 1 },
      { name: 'a', labels: { b: 'c' }, value: 2 },
    ]);
    expect(parseExposition('')).toEqual([]);
  });
});
