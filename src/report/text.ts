import { formatSi } from '../util/number-format.js';

/** How numbers are formatted in a report. Null means not measured. */

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
