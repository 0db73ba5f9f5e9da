import { formatBytes, formatNumber, formatSeconds, formatSi } from '../../util/number-format.js';

/** Grafana's units: their ids and formats. */

type Format = (value: number, decimals: number | undefined) => string;

const suffixed =
  (suffix: string, factor = 1): Format =>
  (value, decimals) =>
    withSuffix(decimals === undefined ? formatSi(value * factor) : fixed(value * factor, decimals), suffix);

const duration =
  (factor: number): Format =>
  (value) =>
    formatSeconds(value * factor);

const bytes =
  (factor: number, suffix = ''): Format =>
  (value) =>
    `${formatBytes(value * factor)}${suffix}`;

const decimalBytes =
  (factor: number, suffix: string): Format =>
  (value) =>
    formatSi(value * factor).replace(/([kMGTP]?)$/, ` $1${suffix}`);

const percent =
  (factor: number): Format =>
  (value, decimals) =>
    `${decimals === undefined ? rounded(value * factor) : fixed(value * factor, decimals)}%`;

const FORMATS: Readonly<Record<string, Format>> = {
  none: (value, decimals) => (decimals === undefined ? formatNumber(value) : fixed(value, decimals)),
  short: suffixed(''),
  sishort: suffixed(''),
  percent: percent(1),
  percentunit: percent(100),
  ns: duration(1e-9),
  µs: duration(1e-6),
  ms: duration(1e-3),
  s: duration(1),
  m: duration(60),
  h: duration(3600),
  d: duration(86_400),
  bytes: bytes(1),
  kbytes: bytes(2 ** 10),
  mbytes: bytes(2 ** 20),
  gbytes: bytes(2 ** 30),
  decbytes: decimalBytes(1, 'B'),
  deckbytes: decimalBytes(1e3, 'B'),
  decmbytes: decimalBytes(1e6, 'B'),
  bits: decimalBytes(1, 'b'),
  Bps: decimalBytes(1, 'B/s'),
  binBps: bytes(1, '/s'),
  bps: decimalBytes(1, 'b/s'),
  reqps: suffixed(' req/s'),
  reqpm: suffixed(' req/min'),
  rps: suffixed(' rd/s'),
  wps: suffixed(' wr/s'),
  ops: suffixed(' ops/s'),
  opm: suffixed(' ops/min'),
  cps: suffixed(' c/s'),
  eps: suffixed(' evt/s'),
  hertz: suffixed(' Hz'),
  bool: (value) => (value === 0 ? 'False' : 'True'),
  bool_yes_no: (value) => (value === 0 ? 'No' : 'Yes'),
  bool_on_off: (value) => (value === 0 ? 'Off' : 'On'),
};

/**
 * A value in one of Grafana's units, such as `12.3 req/s`. Values in unknown units are written as plain numbers, with
 * the file's own unit after them if it has one (`suffix: …`). NaN and ±Infinity are written as Prometheus does.
 * @param decimals digits after the point, for units that are not scaled by their size; if left out, three significant
 *   digits
 */
export function formatUnit(value: number, unit: string, decimals?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (Object.hasOwn(FORMATS, unit)) return FORMATS[unit]!(value, decimals);
  const [, place, own = ''] = /^(suffix|prefix):(.*)$/.exec(unit) ?? [];
  const number = decimals === undefined ? formatSi(value) : fixed(value, decimals);
  return place === 'prefix' ? `${own}${number}` : withSuffix(number, own === '' ? '' : ` ${own.trim()}`);
}

function withSuffix(number: string, suffix: string): string {
  return `${number}${suffix}`;
}

function fixed(value: number, decimals: number): string {
  return value.toFixed(Math.min(20, Math.max(0, decimals)));
}

/** Three digits, but never fewer than the whole part has. */
function rounded(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
