import { expect, it } from 'vitest';
import { visible, visibleInColor, visibleOnScreen } from './visible.js';

const ATTACKS = [
  '\u001B]52;c;cm0gLXJmIH4=\u0007', // the clipboard
  '\u001B]0;title\u001B\\',
  '\u001BP$q"p\u001B\\', // a query that the terminal answers as if typed
  '\u001B[6n',
  '\u001B[21t',
  '\u001Bc',
  '\u009B2J',
  '\u009D0;title\u009C',
  '\u0007\b\u007F\u0000',
];

it.each(ATTACKS)('%j is written out', (attack) => {
  for (const safe of [visible, visibleInColor, visibleOnScreen]) {
    const shown = safe(`before ${attack} after\n`);
    // eslint-disable-next-line no-control-regex
    expect(shown).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
    expect(shown).toMatch(/^before \\u.* after\n$/);
  }
});

it('keeps what the lab writes itself', () => {
  const colored = '\u001B[1m\u001B[32m✓\u001B[39m\u001B[22m\u001B[38;2;1;2;3mx\u001B[39m\ttab\n';
  expect(visibleInColor(colored)).toBe(colored);
  const screen = `\u001B[?25l\u001B[?2026h\u001B[2K\u001B[1A\u001B[G\r${colored}\u001B[?1049l`;
  expect(visibleOnScreen(screen)).toBe(screen);
  expect(visibleInColor('\u001B[2J')).toBe('\\u001b[2J');
  expect(visible(colored)).not.toContain('\u001B');
});

it('reversed text is written out, and other text is kept', () => {
  expect(visible('a\u202Eb')).toBe('a\\u202eb');
  expect(visible('é漢👍\u200D\n\t')).toBe('é漢👍\u200D\n\t');
});

it('a JSON document stays the same document', () => {
  const document = { text: 'a\u001B\u009B\u007Fb' };
  const shown = visibleOnScreen(JSON.stringify(document));
  expect(JSON.parse(shown)).toEqual(document);
});
