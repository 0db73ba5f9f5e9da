/** A chart as data, for the page in the browser to draw. Plain JSON. */
export interface ChartSpec {
  id: string;
  title: string;
  /** Describes the chart for readers who cannot see it. */
  summary: string;
  x: XAxis;
  /** In the unit of the axis, ascending. */
  xs: readonly number[];
  range: { from: number; to: number };
  lines: readonly { name: string; color: number; values: readonly (number | null)[] }[];
  /** The values' unit: one of Grafana's unit ids. */
  unit: string;
  /** Thresholds, in that unit: dashed lines. */
  marks?: readonly number[];
  stacked: boolean;
  /** 0 to 100 */
  fill: number;
  /** Charts with the same key share one vertical scale. */
  scale: string;
  /** Charts with the same key share one cursor. */
  sync: string;
  /** More about the instant under the cursor: one text for each x. */
  notes?: readonly string[];
}

/** Seconds from the run's start; number of users; percentile as nines (2 is the 99th); latency as log10 of ms. */
export type XAxis = 'seconds' | 'users' | 'nines' | 'log-ms';

/** Charts that belong together, side by side. */
export interface Figure {
  id: string;
  title: string;
  /** How to read it. */
  note: string;
  charts: readonly ChartSpec[];
}
