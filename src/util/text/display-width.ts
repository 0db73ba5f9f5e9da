import stringWidth from 'string-width';
import { graphemes } from './graphemes.js';

/** Text measured in terminal columns: an ideograph or emoji takes two, a combining mark none. */

// Control characters, and the ones that reorder text: in a label value they could rewrite the screen.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const PLAIN = /^[ -~]*$/;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export function displayWidth(text: string): number {
  // Most texts are plain ASCII, and a long table measures many.
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** Columns of the widest text; 0 if there are no texts. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}

/** Text from outside, made safe to print on one line: control characters are shown as escapes. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** At most `width` columns from the start of a text; ends in … if something was cut. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${takeStart(text, width - 1)}…`;
}

/** The longest start of a text that takes at most `width` columns. */
export function takeStart(text: string, width: number): string {
  let taken = '';
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += displayWidth(segment);
    if (columns > width) break;
    taken += segment;
  }
  return taken;
}

/** The longest end of a text that takes at most `width` columns. */
export function takeEnd(text: string, width: number): string {
  const segments = [...graphemes.segment(text)].map(({ segment }) => segment);
  let columns = 0;
  let from = segments.length;
  while (from > 0 && columns + displayWidth(segments[from - 1]!) <= width) {
    columns += displayWidth(segments[--from]!);
  }
  return segments.slice(from).join('');
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}
