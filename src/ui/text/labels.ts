import type { Labels } from '../../prometheus/types.js';
import { printable } from '../../util/text/display-width.js';

/** How label sets are written and ordered. */

const collator = new Intl.Collator('en', { numeric: true });

/** A label set in PromQL's notation: `up{job="api"}`, `{job="api"}`, `up`, `{}`. */
export function formatLabels(labels: Labels): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).sort(([a], [b]) => collator.compare(a, b));
  if (pairs.length === 0 && name !== '') return printable(name);
  return `${printable(name)}{${pairs.map(([label, value]) => `${label}=${quote(value)}`).join(', ')}}`;
}

/** Orders by name, then label by label; numbers, such as in `le`, by size. */
export function compareLabels(a: Labels, b: Labels): number {
  for (const label of labelNames([a, b])) {
    const order = compareValues(a[label] ?? '', b[label] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** All label names in the sets: `__name__` first, the others in alphabetical order, `le` and `quantile` last. */
export function labelNames(labelSets: readonly Labels[]): string[] {
  const names = new Set(labelSets.flatMap((labels) => Object.keys(labels)));
  return [...names].sort((a, b) => rank(a) - rank(b) || collator.compare(a, b));
}

function rank(label: string): number {
  if (label === '__name__') return 0;
  return label === 'le' || label === 'quantile' ? 2 : 1;
}

function compareValues(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [toNumber(a), toNumber(b)];
  return Number.isNaN(x) || Number.isNaN(y) || x === y ? collator.compare(a, b) : x - y;
}

function toNumber(text: string): number {
  return text === '+Inf' ? Infinity : text === '' ? NaN : Number(text);
}

function quote(value: string): string {
  return `"${printable(value.replace(/["\\]/g, '\\$&'))}"`;
}
