import chalk, { Chalk, type ChalkInstance } from 'chalk';
import { visible } from '../../util/text/visible.js';
import type { Line, Segment } from './line.js';
import { type Look, LOOKS, type Tone } from './tones.js';

const COLORED = new Chalk({ level: 1 });

/** Whether stdout shows colours. */
export function showsColor(): boolean {
  return chalk.level > 0;
}

/** Lines as they are printed; by default in colour if stdout shows it. */
export function paint(lines: readonly Line[], color: boolean = showsColor()): string {
  return lines.map((parts) => parts.map((part) => paintSegment(part, color)).join('')).join('\n');
}

function paintSegment({ text: raw, tone }: Segment, color: boolean): string {
  const text = visible(raw);
  return tone && color ? styleOf(LOOKS[tone])(text) : text;
}

/** Colours one text, without measuring or breaking it. */
export type Paint = (text: string) => string;

/**
 * For what is put together from strings, such as the frames of a dashboard; by default in colour if stdout shows it.
 */
export function painter(look: Tone | Look | { hex: string }, color: boolean = showsColor()): Paint {
  if (!color) return (text) => text;
  if (typeof look === 'string') return styleOf(LOOKS[look]);
  return 'hex' in look ? new Chalk({ level: 1 }).hex(look.hex) : styleOf(look);
}

function styleOf({ color: name, bold, dim, underline }: Look): ChalkInstance {
  let style: ChalkInstance = COLORED;
  if (underline) style = style.underline;
  if (bold) style = style.bold;
  if (dim) style = style.dim;
  return name ? style[name] : style;
}
