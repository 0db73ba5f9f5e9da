import type { Labels } from './types.js';
import { parseSampleValue } from './wire.js';

/** One line of a /metrics page. */
export interface ExpositionSample {
  /** As on the page: histograms appear as name_bucket, name_sum and name_count. */
  name: string;
  /** Without the name. */
  labels: Labels;
  /** NaN and ±Infinity are kept. */
  value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
/**
 * A label's name, or with nothing after it the metric's own, is in quotes if it has other characters (Prometheus 3).
 */
const LABEL =
  /[ \t]*(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\]|\\.)*)")(?:[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)")?[ \t]*(,?)/y;
const VALUE = /[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/y;
const VALUE_AFTER_BRACE = /[ \t]*(\S+)(?:[ \t]+-?\d+)?[ \t]*$/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/**
 * Reads Prometheus' text format, version 0.0.4. Comments, types and timestamps are skipped.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @throws Error that names the first malformed line
 */
export function parseExposition(text: string): ExpositionSample[] {
  const samples: ExpositionSample[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = parseLine(line);
    if (!sample) throw new Error(`line ${index + 1} is not in the text exposition format: ${line}`);
    samples.push(sample);
  }
  return samples;
}

function parseLine(line: string): ExpositionSample | undefined {
  const bare = matchAt(NAME, line, 0)?.[0];
  const set = parseLabels(line, bare?.length ?? 0);
  if (!set) return undefined;
  const { labels, name: quoted, end, hasBraces } = set;
  const name = bare ?? quoted;
  if (name === undefined || (bare !== undefined && quoted !== undefined)) return undefined;
  const value = matchAt(hasBraces ? VALUE_AFTER_BRACE : VALUE, line, end)?.[1];
  return value !== undefined && isValue(value) ? { name, labels, value: parseSampleValue(value) } : undefined;
}

interface LabelSet {
  labels: Labels;
  /** The metric's name, if it is among the labels. */
  name?: string;
  /** The offset after it. */
  end: number;
  hasBraces: boolean;
}

/** The label set in braces that may start at an offset. */
function parseLabels(line: string, start: number): LabelSet | undefined {
  const open = /[ \t]*\{/y;
  if (!matchAt(open, line, start)) return { labels: {}, end: start, hasBraces: false };
  const labels: Record<string, string> = {};
  let name: string | undefined;
  let at = open.lastIndex;
  for (let more = true; more;) {
    const label = matchAt(LABEL, line, at);
    if (!label) break;
    const [, bare, quoted = '', value, comma] = label;
    if (value !== undefined) labels[bare ?? unescaped(quoted)] = unescaped(value);
    else if (bare === undefined && name === undefined) name = unescaped(quoted);
    else return undefined;
    at = LABEL.lastIndex;
    more = comma === ',';
  }
  const close = /[ \t]*\}/y;
  if (!matchAt(close, line, at)) return undefined;
  return { labels, ...(name !== undefined && { name }), end: close.lastIndex, hasBraces: true };
}

function unescaped(text: string): string {
  return text.replace(/\\./g, (escape) => ESCAPES[escape] ?? escape);
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function isValue(text: string): boolean {
  return /^nan$/i.test(text) || !Number.isNaN(parseSampleValue(text));
}
