import chalk, { Chalk, type ChalkInstance } from 'chalk';
import type { Line, Segment } from './line.js';
import { LOOKS } from './tones.js';

const COLORED = new Chalk({ level: 1 });

/** Whether stdout shows colours. */
export function showsColor(): boolean {
  return chalk.level > 0;
}

/** Lines as they are printed; by default in colour if stdout shows it. */
export function paint(lines: readonly Line[], color: boolean = showsColor()): string {
  return lines.map((parts) => parts.map((part) => paintSegment(part, color)).join('')).join('\n');
}

function paintSegment({ text, tone }: Segment, color: boolean): string {
  if (!tone || !color) return text;
  const { color: name, bold, dim, underline } = LOOKS[tone];
  let style: ChalkInstance = COLORED;
  if (underline) style = style.underline;
  if (bold) style = style.bold;
  if (dim) style = style.dim;
  return (name ? style[name] : style)(text);
}
