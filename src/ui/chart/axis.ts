import { formatNumber, formatSi } from '../../util/number-format.js';

/** Scales and ticks of charts. */

export interface Tick {
  value: number;
  label: string;
}

export interface ValueAxis {
  bottom: number;
  top: number;
  /** From bottom to top, including both ends. */
  ticks: readonly Tick[];
}

/** Differences below this share of the values are floating-point noise, not a curve. */
const NOISE = 1e-12;
/** For larger values, the difference between two of them may not be finite. */
const HUGE = Number.MAX_VALUE / 4;

/**
 * A scale with round ticks around finite values. It starts at zero, so that heights can be compared: twice as high is
 * twice as much. Only for points in time that would be a flat line at the top.
 * @param intervals about how many steps between ticks there should be
 * @param format writes a tick's label; ignored if it gives two ticks the same label
 */
export function valueAxis(
  values: readonly number[],
  intervals: number,
  format?: (value: number) => string,
): ValueAxis {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, clamp(value));
    high = Math.max(high, clamp(value));
  }
  if (values.length === 0) [low, high] = [0, 1];
  const flat = high - low <= NOISE * Math.max(Math.abs(low), Math.abs(high));
  if (flat || !areTimes(low, high)) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  if (low === high) high = low + 1;

  // A few more ticks, if they bring the ends closer to the values.
  const wanted = Math.max(1, intervals);
  const [coarse, fine] = [steps(low, high, wanted), steps(low, high, Math.ceil(wanted * 1.5))];
  const { step, first, last } =
    (fine.last - fine.first) * fine.step < (coarse.last - coarse.first) * coarse.step ? fine : coarse;
  const marks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return {
    bottom: first * step,
    top: last * step,
    ticks: formatted(marks, format) ?? withLabels(marks, step),
  };
}

/** Whether all values look like Unix times, in seconds or smaller units, that are near each other. */
function areTimes(low: number, high: number): boolean {
  return low > 1e9 && high - low < low / 100;
}

function formatted(
  values: readonly number[],
  format: ((value: number) => string) | undefined,
): Tick[] | undefined {
  if (!format) return undefined;
  const ticks = values.map((value) => ({ value, label: format(value) }));
  return new Set(ticks.map(({ label }) => label)).size === ticks.length ? ticks : undefined;
}

/** The round step that makes about `intervals` steps, and the multiples of it that enclose low and high. */
function steps(low: number, high: number, intervals: number): { step: number; first: number; last: number } {
  const step = niceStep((high - low) / intervals);
  return { step, first: Math.floor(low / step + NOISE), last: Math.ceil(high / step - NOISE) };
}

function clamp(value: number): number {
  return Math.min(HUGE, Math.max(-HUGE, value));
}

/** The next larger of 1, 2, 2.5 and 5 times a power of ten. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5].find((nice) => nice * power >= raw * (1 - NOISE)) ?? 10;
  return factor * power;
}

function withLabels(values: readonly number[], step: number): Tick[] {
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const decimals = [0, 1, 2, 3, 4, 5, 6, 7, 8].find((digits) => isWhole(step * 10 ** digits));
  // formatSi's three digits are enough to tell these ticks apart; otherwise every digit counts.
  const short = largest >= 10_000 && step >= largest / 40;
  const format = short
    ? formatSi
    : decimals === undefined || largest >= 1e15
      ? formatNumber
      : (value: number) => value.toFixed(decimals);
  return values.map((value) => ({ value, label: format(value) }));
}

function isWhole(value: number): boolean {
  return Math.round(value) > 0 && Math.abs(value - Math.round(value)) < 1e-6;
}

/** Between two labels of the time axis. */
const GAP = 2;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

/**
 * Ticks at round times, as many as have room for their labels.
 * @param start Unix seconds, as is end
 * @param columns room for all labels
 * @param timeZone IANA name; by default the local one
 */
export function timeTicks(start: number, end: number, columns: number, timeZone?: string): Tick[] {
  const zone = timeZone === undefined ? {} : { timeZone };
  for (const step of TIME_STEPS) {
    const format = timeFormat(step, end - start, zone);
    const first = Math.ceil(start / step) * step;
    const count = Math.floor((end - first) / step) + 1;
    const room = Math.min(columns + GAP, columns / ((end - start) / step));
    if (count * 3 > columns) continue; // before thousands of labels are made only to be counted
    const ticks = Array.from({ length: Math.max(0, count) }, (_, i) => ({
      value: first + i * step,
      label: format((first + i * step) * 1000),
    }));
    if (ticks.every(({ label }) => label.length + GAP <= room)) return ticks;
  }
  return [];
}

function timeFormat(
  step: number,
  span: number,
  zone: { timeZone?: string },
): (milliseconds: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    hourCycle: 'h23',
    ...(span > DAY && ({ month: '2-digit', day: '2-digit' } as const)),
    ...(step < DAY && ({ hour: '2-digit', minute: '2-digit' } as const)),
    ...(step < MINUTE && ({ second: '2-digit' } as const)),
  });
  return (milliseconds) => {
    const part = Object.fromEntries(
      format.formatToParts(milliseconds).map(({ type, value }) => [type, value]),
    );
    const date = part.day ? [`${part.month}-${part.day}`] : [];
    const time = part.hour ? [[part.hour, part.minute, part.second].filter(Boolean).join(':')] : [];
    return [...date, ...time].join(' ');
  };
}
