import { parseDuration } from '../util/duration.js';
import {
  DecodeError,
  type Decoder,
  fieldsOf,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  refuse,
  text,
} from '../util/json/decode.js';
import type { ExprPosition } from './errors.js';
import type { InstantSeries, Labels, QueryResult, RangeSeries, Sample, Target } from './types.js';

/**
 * The responses of Prometheus' HTTP API, and their translation into our types.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/
 */

/** The envelope of every successful answer. */
export interface WireBody {
  status: 'success';
  data: unknown;
  warnings?: unknown;
  infos?: unknown;
}

/** What a JavaScript Date can hold, in Unix seconds. */
const MAX_TIME = 8.64e12;

const labels: Decoder<Labels> = record(text);

const sample: Decoder<Sample> = (pair) => {
  if (!Array.isArray(pair) || pair.length !== 2) return refuse('must be a time and a value', pair);
  const [time, value] = pair as [unknown, unknown];
  if (typeof time !== 'number' || !(Math.abs(time) <= MAX_TIME)) return refuse('must have a time', time);
  if (typeof value !== 'string') return refuse('must have its value as text', value);
  const parsed = parseSampleValue(value);
  if (Number.isNaN(parsed) && !/^[+-]?nan$/i.test(value)) return refuse('must have a number as value', value);
  return { time, value: parsed };
};

const samples: Decoder<Sample[]> = (value) => {
  const decoded = list(sample)(value);
  const late = decoded.findIndex(({ time }, i) => i > 0 && time <= decoded[i - 1]!.time);
  if (late > 0) throw new DecodeError([late], 'must be later than the one before');
  return decoded;
};

/** A series: floats under value (instant) or values (range), native histograms under histogram or histograms. */
const series = object({
  metric: labels,
  value: optional(sample),
  values: optional(samples),
  histogram: optional((value) => value),
  histograms: optional(list((value) => value)),
});
type WireSeries = ReturnType<typeof series>;

const notes = object({ warnings: optional(list(text), []), infos: optional(list(text), []) });

const targets = object({
  activeTargets: list(
    object({
      labels,
      scrapeUrl: text,
      health: oneOf(['up', 'down', 'unknown']),
      lastError: optional(text, ''),
      lastScrape: optional(text, ''),
      lastScrapeDuration: optional(number, 0),
      scrapeInterval: optional(text, ''),
    }),
  ),
});

/** Names, or values of a label. */
export const decodeNames: Decoder<string[]> = list(text);
export const decodeLabelSets: Decoder<Labels[]> = list(labels);
export const decodeVersion = object({ version: text });
/** Metric family → what each target says of it. */
export const decodeMetadata = record(
  list(object({ type: optional(text, 'unknown'), help: optional(text, '') })),
);

/**
 * Decodes the answer of /query or /query_range. Native histograms are not floats: they are left out,
 * and an info says how many series lost samples.
 * @throws DecodeError if it is not such a response
 */
export function decodeQuery(body: WireBody): QueryResult {
  const { warnings, infos } = notes(body);
  const { resultType, result } = fieldsOf(body.data);
  switch (resultType) {
    case 'vector':
    case 'matrix': {
      const found = list(series)(result);
      const nativeHistograms = found.filter((one) => one.histogram ?? one.histograms).length;
      const remarks = {
        warnings,
        infos: nativeHistograms > 0 ? [...infos, histogramNote(nativeHistograms)] : infos,
        ...(nativeHistograms > 0 && { nativeHistograms }),
      };
      return resultType === 'vector'
        ? { resultType, series: found.flatMap(instantOf), ...remarks }
        : { resultType, series: found.flatMap(rangeOf), ...remarks };
    }
    case 'scalar':
      return { resultType, sample: sample(result), warnings, infos };
    case 'string': {
      const [time, value] = Array.isArray(result) ? (result as unknown[]) : [];
      return { resultType, time: number(time), value: text(value), warnings, infos };
    }
    default:
      return refuse('must be a type of result', resultType);
  }
}

function instantOf({ metric, value }: WireSeries): InstantSeries[] {
  return value ? [{ labels: metric, sample: value }] : [];
}

function rangeOf({ metric, values }: WireSeries): RangeSeries[] {
  return values && values.length > 0 ? [{ labels: metric, samples: values }] : [];
}

function histogramNote(count: number): string {
  return (
    `${count} series of native histograms ${count === 1 ? 'was' : 'were'} left out: ` +
    'use histogram_count(), histogram_sum() or histogram_quantile() to get numbers'
  );
}

/** A sample value as Prometheus writes it, also in the text exposition format; NaN if it is not a number. */
export function parseSampleValue(text: string): number {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  return text.trim() === '' ? NaN : Number(text);
}

/** The exact reverse: `+Inf`, `-Inf`, `NaN`, `-0`, `1e-07`. */
export function formatSampleValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Decodes the active targets of /targets. */
export function decodeTargets(data: unknown): Target[] {
  return targets(data).activeTargets.map((target) => {
    const lastScrape = Date.parse(target.lastScrape) / 1000;
    return {
      job: target.labels.job ?? '',
      instance: target.labels.instance ?? '',
      scrapeUrl: target.scrapeUrl,
      health: target.health,
      lastError: target.lastError,
      // A target that was never scraped has Go's zero time, in the year 1.
      ...(lastScrape > 0 && { lastScrape }),
      lastScrapeDurationSeconds: target.lastScrapeDuration,
      scrapeIntervalSeconds: parseDuration(target.scrapeInterval) ?? NaN,
    };
  });
}

/**
 * Splits Prometheus' message about a bad expression, such as `invalid parameter "query": 1:14: parse error: unclosed
 * left parenthesis`, into reason and position. Its columns count bytes of UTF-8; ours count UTF-16 code units, as
 * everything in JavaScript does.
 */
export function parseErrorText(expr: string, text: string): { reason: string; position?: ExprPosition } {
  const plain = text.replace(/^invalid parameter "(?:query|match\[\])": /, '');
  const match = /^(\d+):(\d+): (?:parse error: )?/.exec(plain);
  if (!match) {
    const reason = plain.replace(/^(?:(?:invalid|unknown) position:? )?parse error: /, '');
    // Prometheus 3 has no position for a query without an expression; 2 reports its beginning.
    return expr.trim() === '' ? { reason, position: { line: 1, column: 1 } } : { reason };
  }
  const line = Number(match[1]);
  const bytes = Buffer.from(expr.split('\n')[line - 1] ?? '').subarray(0, Number(match[2]) - 1);
  return { reason: plain.slice(match[0].length), position: { line, column: bytes.toString().length + 1 } };
}
