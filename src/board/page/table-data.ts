import { reduceSamples } from '../../dashboards/panel/reduce.js';
import type { PanelSeries } from './panel-data.js';

export interface TableData {
  /** Labels that distinguish the rows, then one column per query. */
  columns: { title: string; numeric: boolean }[];
  /** Empty text for a label, and undefined for a value, that a row does not have. */
  rows: (string | number | undefined)[][];
}

/**
 * Series as rows: one per label set, with values side by side if several queries return that label set.
 * @param queries refId and legend format of each, in order; the legend format titles its column
 */
export function tableOf(
  series: readonly PanelSeries[],
  queries: readonly { refId: string; legendFormat: string }[],
  calc: string,
): TableData {
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))].filter(
    (name) => name !== '__name__',
  );
  const rows = new Map<string, (string | number | undefined)[]>();
  for (const one of series) {
    const key = JSON.stringify(labels.map((name) => one.labels[name]));
    const row = rows.get(key) ?? [
      ...labels.map((name) => one.labels[name] ?? ''),
      ...queries.map(() => undefined),
    ];
    row[labels.length + queries.findIndex(({ refId }) => refId === one.refId)] = reduceSamples(
      calc,
      one.samples,
    );
    rows.set(key, row);
  }
  const title = (format: string, refId: string): string =>
    format !== '' && !format.includes('{{') ? format : queries.length > 1 ? `Value ${refId}` : 'Value';
  return {
    columns: [
      ...labels.map((name) => ({ title: name, numeric: false })),
      ...queries.map(({ refId, legendFormat }) => ({ title: title(legendFormat, refId), numeric: true })),
    ],
    rows: [...rows.values()],
  };
}
