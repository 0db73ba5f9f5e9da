import { Chalk, type ChalkInstance } from 'chalk';

const NAMES = {
  green: 'green',
  red: 'red',
  yellow: 'yellow',
  orange: 'yellow',
  blue: 'blue',
  purple: 'magenta',
} as const;

/** Paints in a colour of Grafana's palette (`dark-red`, `#e24d42`); colours that a terminal lacks are ignored. */
export function paintNamed(name: string | undefined, color: boolean): ChalkInstance {
  const paint = new Chalk({ level: color ? 1 : 0 });
  if (name === undefined) return paint;
  if (/^#[0-9a-f]{6}$/i.test(name)) return paint.hex(name);
  const base = name.replace(/^(semi-|super-)?(dark|light)-/, '');
  return Object.hasOwn(NAMES, base) ? paint[NAMES[base as keyof typeof NAMES]] : paint;
}
