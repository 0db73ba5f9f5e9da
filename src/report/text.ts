import { formatSeconds, formatSi } from '../util/number-format.js';

/** How numbers are written in a report. Null is what was not measured. */

export function msText(ms: number | null): string {
  return ms === null ? '—' : formatSeconds(ms / 1000);
}

/** A whole number with separators. */
export function countText(value: number | null): string {
  return value === null ? '—' : Math.round(value).toLocaleString('en-US');
}

/** A share: `0 %`, `0.04 %`, `48.1 %`. */
export function percentText(ratio: number | null): string {
  return ratio === null ? '—' : `${Number((ratio * 100).toPrecision(ratio < 0.1 ? 2 : 3))} %`;
}

/** `12 times`, `1.9 times`. */
export function timesText(factor: number): string {
  return `${factor < 10 ? Number(factor.toFixed(1)) : Math.round(factor)} times`;
}

export function bytesText(bytes: number): string {
  return formatSi(bytes).replace(/([kMGTP]?)$/, ' $1B');
}

/** 2026-01-02 03:04:05, in UTC. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
