import { formatDuration } from './duration.js';

/** Numbers for people. All of them write NaN, +Inf and -Inf as Prometheus does. */

const SI: readonly Unit[] = [
  [1, ''],
  [1e3, 'k'],
  [1e6, 'M'],
  [1e9, 'G'],
  [1e12, 'T'],
  [1e15, 'P'],
];
const BYTES: readonly Unit[] = [
  [1, ' B'],
  [2 ** 10, ' KiB'],
  [2 ** 20, ' MiB'],
  [2 ** 30, ' GiB'],
  [2 ** 40, ' TiB'],
];
const SECONDS: readonly Unit[] = [
  [1e-9, ' ns'],
  [1e-6, ' µs'],
  [1e-3, ' ms'],
  [1, ' s'],
];

type Unit = readonly [factor: number, suffix: string];

/** A sample value: whole numbers in full, others to six digits or two decimals, whichever is more precise. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (!Number.isFinite(value)) return notFinite(value);
  if (value === 0) return '0';
  if (magnitude >= 1e15 || magnitude < 1e-6) return String(Number(value.toExponential(5)));
  if (Number.isInteger(value)) return String(value);
  const wholeDigits = Math.floor(Math.log10(magnitude)) + 1;
  return String(Number(value.toPrecision(Math.max(6, wholeDigits + 2))));
}

/** Three digits with k, M, G, T or P. Small numbers stay as they are: `m` would read as minutes. */
export function formatSi(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0 || (magnitude >= 1e-6 && magnitude < 1e18) || !Number.isFinite(value)) {
    return withUnit(value, SI);
  }
  return value.toExponential(2).replace(/\.?0+e/, 'e');
}

/** Bytes to three digits, in powers of 1024: `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  return withUnit(bytes, BYTES);
}

/** A duration to three digits: `5.3 ms`, `2.5 s`; from a minute on as Prometheus writes it: `1m30s`. */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (Number.isFinite(seconds) && Math.abs(seconds) >= 59.95) return formatDuration(Math.round(seconds));
  return withUnit(seconds, SECONDS);
}

/**
 * Milliseconds to three digits, in the unit that fits: `250 µs`, `31.2 ms`, `2.5 s`. Null (not measured) is a dash.
 */
export function formatMs(ms: number | null): string {
  return ms === null ? '—' : formatSeconds(ms / 1000);
}

/** A whole number with separators: `12,345`. Null (not measured) is a dash. */
export function formatCount(value: number | null): string {
  return value === null ? '—' : Math.round(value).toLocaleString('en-US');
}

/** A share from 0 to 1 as a percentage: `0 %`, `0.04 %`, `48.1 %`. Null (not measured) is a dash. */
export function formatShare(share: number | null): string {
  return share === null ? '—' : `${Number((share * 100).toPrecision(share < 0.1 ? 2 : 3))} %`;
}

/** In the largest unit in which the rounded value is at least 1, so that 999.9 becomes 1k, not 1000. */
function withUnit(value: number, units: readonly Unit[]): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const [factor, suffix] = units.findLast(([size]) => Math.abs(threeDigits(value / size)) >= 1) ?? units[0]!;
  return `${threeDigits(value / factor)}${suffix}`;
}

function threeDigits(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
