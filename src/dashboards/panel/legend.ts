import type { Labels } from '../../prometheus/types.js';

/**
 * What a series is called: its legend format with `{{label}}` filled in, or, without one, its labels; where it has none, the
 * query that made it. Label values come as they are, so escape them for where they are shown.
 */
export function seriesName(legendFormat: string, labels: Labels, expr: string): string {
  if (legendFormat !== '') {
    return legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  }
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).map(([label, value]) => `${label}="${value}"`);
  if (pairs.length === 0) return name || expr;
  return `${name}{${pairs.join(', ')}}`;
}
