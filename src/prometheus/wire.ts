import { parseDuration } from '../util/duration.js';
import type { ExprPosition } from './errors.js';
import type { InstantSeries, Labels, QueryResult, QueryValue, RangeSeries, Sample, Target } from './types.js';

/**
 * The responses of Prometheus' HTTP API, and their translation into our types.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/
 */

/** Unix seconds and the value as text: JSON has neither NaN nor infinity. */
export type WireSample = readonly [time: number, value: string];

/** The envelope of every successful answer. */
export interface WireBody {
  status: 'success';
  data: unknown;
  warnings?: readonly string[];
  infos?: readonly string[];
}

/** A series: floats under value (instant) or values (range), native histograms under histogram or histograms. */
interface WireSeries {
  metric: Labels;
  value?: WireSample;
  values?: readonly WireSample[];
  histogram?: unknown;
  histograms?: readonly unknown[];
}

type WireResult =
  | { resultType: 'vector' | 'matrix'; result: readonly WireSeries[] }
  | { resultType: 'scalar' | 'string'; result: WireSample };

interface WireTarget {
  labels: Labels;
  scrapeUrl: string;
  health: Target['health'];
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
  scrapeInterval: string;
}

/**
 * Decodes the answer of /query or /query_range. Native histograms are not floats: they are left out,
 * and an info says how many series lost samples.
 * @throws TypeError if it is not such a response
 */
export function decodeQuery(body: WireBody): QueryResult {
  const data = body.data as WireResult;
  const infos = [...(body.infos ?? [])];
  let nativeHistograms = 0;
  if (data.resultType === 'vector' || data.resultType === 'matrix') {
    nativeHistograms = data.result.filter((series) => series.histogram ?? series.histograms).length;
    if (nativeHistograms > 0) infos.push(histogramNote(nativeHistograms));
  }
  const notes = { warnings: [...(body.warnings ?? [])], infos };
  return { ...decodeValue(data), ...notes, ...(nativeHistograms > 0 && { nativeHistograms }) };
}

function decodeValue(data: WireResult): QueryValue {
  switch (data.resultType) {
    case 'vector':
      return { resultType: 'vector', series: data.result.flatMap(decodeInstant) };
    case 'matrix':
      return { resultType: 'matrix', series: data.result.flatMap(decodeRange) };
    case 'scalar':
      return { resultType: 'scalar', sample: decodeSample(data.result) };
    case 'string':
      return { resultType: 'string', time: data.result[0], value: data.result[1] };
    default:
      throw new TypeError(
        `unknown result type ${JSON.stringify((data as { resultType?: unknown }).resultType)}`,
      );
  }
}

function decodeInstant({ metric, value }: WireSeries): InstantSeries[] {
  return value ? [{ labels: metric, sample: decodeSample(value) }] : [];
}

function decodeRange({ metric, values }: WireSeries): RangeSeries[] {
  return values && values.length > 0 ? [{ labels: metric, samples: values.map(decodeSample) }] : [];
}

function decodeSample([time, text]: WireSample): Sample {
  return { time, value: parseSampleValue(text) };
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
  return (data as { activeTargets: readonly WireTarget[] }).activeTargets.map((target) => {
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
