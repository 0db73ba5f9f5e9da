/** A chart as data: what the page in the browser draws. Plain JSON. */
export interface ChartSpec {
  id: string;
  title: string;
  /** What it shows, for those who cannot see it. */
  summary: string;
  x: XAxis;
  /** In the unit of the axis, ascending. */
  xs: readonly number[];
  range: { from: number; to: number };
  lines: readonly { name: string; color: number; values: readonly (number | null)[] }[];
  /** One of Grafana's unit ids, of the values. */
  unit: string;
  /** Thresholds, in that unit: dashed lines. */
  marks?: readonly number[];
  stacked: boolean;
  /** 0 to 100 */
  fill: number;
  /** Charts that share it are drawn to one vertical scale. */
  scale: string;
  /** Charts that share it show one cursor. */
  sync: string;
  /** More to say about the instant under the cursor: one text for each x. */
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
