import type { Labels } from '../../prometheus/types.js';

/**
 * A series' name: its legend format with `{{label}}` filled in; without a format, its labels; without labels, its
 * query. Label values are not escaped: escape them for the place where they are shown.
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
