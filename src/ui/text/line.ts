import { pasteable } from '../../util/invocation.js';
import { displayWidth } from '../../util/text/display-width.js';
import type { Tone } from './tones.js';

/** A line of text in segments, each with a tone: screens measure it, tests compare it, a printer colours it. */
export type Line = readonly Segment[];

export interface Segment {
  text: string;
  tone?: Tone;
}

export function line(text: string, tone?: Tone): Line {
  return [segment(text, tone)];
}

/** A text to print. Commands in it become what the user can paste, before anything is measured. */
export function segment(words: string, tone?: Tone): Segment {
  const text = pasteable(words);
  return tone ? { text, tone } : { text };
}

/** The text of a line without its tones. */
export function plainText(parts: Line): string {
  return parts.map(({ text }) => text).join('');
}

/** In terminal columns. */
export function lineWidth(parts: Line): number {
  return parts.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** A line without the blanks at its end. */
export function trimEnd(parts: Line): Line {
  const last = parts.at(-1);
  if (!last || last.text === last.text.trimEnd()) return parts;
  const text = last.text.trimEnd();
  return text === '' ? trimEnd(parts.slice(0, -1)) : [...parts.slice(0, -1), { ...last, text }];
}
