import { expect, it } from 'vitest';
import { compileRegex } from './regex.js';

it.each(['(.|..)?'.repeat(24) + 'Z', '^(([a-z_])+)+!$', '(a+)+$', '(x{1,9}){1,9}y'])(
  '%s answers at once, whatever it repeats',
  (pattern) => {
    const begun = performance.now();
    for (const text of ['http_requests_total_of_something'.repeat(20), `${'a'.repeat(5000)}!`]) {
      compileRegex(pattern)?.test(text);
      compileRegex(pattern, { anchored: false })?.exec(text);
    }
    expect(performance.now() - begun).toBeLessThan(2000);
  },
);

it('reads RE2’s dialect, anchored by default', () => {
  expect(compileRegex('a|b')?.test('ab')).toBe(false);
  expect(compileRegex('a|b', { anchored: false })?.test('ab')).toBe(true);
  expect(compileRegex('(?i)ABC')?.test('abc')).toBe(true);
  expect(compileRegex('.')?.test('\n')).toBe(true);
  expect(compileRegex('(a)(?:b)?')?.exec('a')?.[1]).toBe('a');
  for (const refused of ['(?=a)', '(a)\\1', '(', '[b-a]', 'a{2000}']) {
    expect(compileRegex(refused), refused).toBeUndefined();
  }
});
