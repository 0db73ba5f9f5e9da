import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../util/text/display-width.js';
import { renderCaret } from './caret.js';

const show = (expr: string, line: number, column: number, width = 40): string[] =>
  renderCaret(expr, { line, column }, width).split('\n');

describe('renderCaret', () => {
  it.each<[string, string, number, number, string[]]>([
    ['the start', 'sum(', 1, 1, ['sum(', '^']],
    ['the middle', 'rate(up[5q])', 1, 9, ['rate(up[5q])', '        ^']],
    ['after the end', 'rate(up[5m]', 1, 12, ['rate(up[5m]', '           ^']],
    ['nothing at all', '', 1, 1, ['', '^']],
    ['tabs', '\tsum(\t)', 1, 7, ['  sum(  )', '        ^']],
    ['wide characters', 'up{a="漢字"} +', 1, 13, ['up{a="漢字"} +', '              ^']],
    ['combining marks', 'e\u0301 +', 1, 4, ['e\u0301 +', '  ^']],
    ['control characters', 'a\u001b[2J)', 1, 6, ['a\\u001b[2J)', '          ^']],
    ['the second line', 'sum(\n  up{\n)', 2, 5, ['1 │ sum(', '2 │   up{', '  │     ^']],
    ['the first of several', 'sum)\n+ 1', 1, 4, ['1 │ sum)', '  │    ^']],
    ['Windows line ends', 'a +\r\nb )', 2, 3, ['1 │ a +', '2 │ b )', '  │   ^']],
    ['a column beyond the line', 'up', 1, 99, ['up', '  ^']],
    ['a line beyond the text', 'up', 9, 2, ['up', ' ^']],
    ['line and column 0', 'up', 0, 0, ['up', '^']],
  ])('points at %s', (_, expr, line, column, lines) => expect(show(expr, line, column)).toEqual(lines));

  it('lines numbers up', () => {
    expect(show(`${'a +\n'.repeat(9)}b)`, 10, 2).slice(-3)).toEqual([' 9 │ a +', '10 │ b)', '   │  ^']);
  });

  it.each<[string, number, number, string[]]>([
    ['its end', 1, 15, ['abcdefghijklmn…', '^']],
    ['its start', 27, 15, ['…nopqrstuvwxyz', '              ^']],
    ['both ends', 15, 14, ['…ghijklmnopqr…', '         ^']],
    ['its start, as far as needed', 24, 20, ['…hijklmnopqrstuvwxyz', '                 ^']],
    ['almost everything', 15, 3, ['…o…', ' ^']],
  ])('cuts a long line at %s', (_, column, width, lines) =>
    expect(show('abcdefghijklmnopqrstuvwxyz', 1, column, width)).toEqual(lines),
  );

  it('fits any width at any position', () => {
    const expr = 'sum by (route) (rate(http_requests_total{route="/漢字/é"}[5m])) / 2';
    for (const width of [1, 2, 3, 10, 40, 79]) {
      for (let column = 1; column <= expr.length + 1; column++) {
        for (const line of show(expr, 1, column, width)) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }
    }
  });
});
