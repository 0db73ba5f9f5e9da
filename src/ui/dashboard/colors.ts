import { type Paint, painter } from '../text/paint.js';

const NAMES = {
  green: 'green',
  red: 'red',
  yellow: 'yellow',
  orange: 'yellow',
  blue: 'blue',
  purple: 'magenta',
} as const;

/** Paints in a colour of Grafana's palette (`dark-red`, `#e24d42`); colours that a terminal lacks are ignored. */
export function paintNamed(name: string | undefined, color: boolean): Paint {
  if (name === undefined) return painter({}, color);
  if (/^#[0-9a-f]{6}$/i.test(name)) return painter({ hex: name }, color);
  const base = name.replace(/^(semi-|super-)?(dark|light)-/, '');
  return painter(Object.hasOwn(NAMES, base) ? { color: NAMES[base as keyof typeof NAMES] } : {}, color);
}
