import { formatUnit } from '../../dashboards/panel/units.js';
import type { ChartSpec, XAxis } from '../charts/spec.js';

/** The labels of the report's horizontal axes. */

export interface Axis {
  format: (x: number) => string;
  ticks?: readonly number[];
}

const DAY = 86_400;

const FORMATS: Readonly<Record<XAxis, (x: number) => string>> = {
  seconds: (x) => (x < DAY ? `${Math.round(x)} s` : formatUnit(x, 's')),
  users: (x) => x.toLocaleString('en-US'),
  nines: percentileText,
  'log-ms': (x) => formatUnit(10 ** x, 'ms'),
};

/** How the axis of a chart is labelled. */
export function axisOf({ x, range }: Pick<ChartSpec, 'x' | 'range'>): Axis {
  const format = FORMATS[x];
  if (x === 'nines') return { format, ticks: within(PERCENTILES.map(ninesOf), range) };
  if (x === 'log-ms') return { format, ticks: within(ONE_AND_THREE, range) };
  if (x === 'seconds' && range.to <= DAY) return { format, ticks: wholeSeconds(range) };
  return { format };
}

/** Steps that give at most six labels, all of them whole numbers. */
function wholeSeconds({ from, to }: ChartSpec['range']): number[] {
  const step = STEPS.find((seconds) => (to - from) / seconds <= 6) ?? DAY / 4;
  const first = Math.ceil(from / step);
  const count = Math.floor((to + 1e-9) / step) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/** The label of the instant under the cursor: `12 s · 240 users`, `99.9 %`. */
export function instantText({ x, xs, notes }: Pick<ChartSpec, 'x' | 'xs' | 'notes'>, index: number): string {
  const at = xs[index];
  if (at === undefined) return '';
  const text = x === 'users' ? `${FORMATS.users(at)} users` : FORMATS[x](at);
  return notes?.[index] ? `${text} · ${notes[index]}` : text;
}

const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const PERCENTILES = [50, 90, 99, 99.9, 99.99, 99.999, 99.9999];
/** 1, 3, 10, 30 … ms, as exponents. */
const ONE_AND_THREE = Array.from({ length: 19 }, (_, i) => (i - 6) / 2).map((half) =>
  Number.isInteger(half) ? half : Math.floor(half) + Math.log10(3),
);

function ninesOf(percentile: number): number {
  return -Math.log10(1 - percentile / 100);
}

/** As many digits as the nines need: 99.9 %, not 99.90000001 %. */
function percentileText(nines: number): string {
  const digits = Math.max(0, Math.ceil(nines - 2 - 1e-9));
  return `${Number((100 * (1 - 10 ** -nines)).toFixed(digits))} %`;
}

function within(ticks: readonly number[], { from, to }: ChartSpec['range']): number[] {
  return ticks.filter((tick) => tick >= from - 1e-9 && tick <= to + 1e-9);
}
