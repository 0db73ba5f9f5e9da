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
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,?)/y;
const VALUE = /[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/**
 * Reads Prometheus' text format, version 0.0.4. Skips comments, types and timestamps.
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
  const name = matchAt(NAME, line, 0);
  if (!name) return undefined;
  const labels = parseLabels(line, NAME.lastIndex);
  const value = labels && matchAt(VALUE, line, labels.end)?.[1];
  return value !== undefined && isValue(value)
    ? { name: name[0], labels: labels?.labels ?? {}, value: parseSampleValue(value) }
    : undefined;
}

/** The label set in braces that may start at an offset, and the offset after it. */
function parseLabels(line: string, start: number): { labels: Labels; end: number } | undefined {
  const open = /[ \t]*\{/y;
  if (!matchAt(open, line, start)) return { labels: {}, end: start };
  const labels: Record<string, string> = {};
  let at = open.lastIndex;
  for (let more = true; more;) {
    const label = matchAt(LABEL, line, at);
    if (!label) break;
    labels[label[1]!] = label[2]!.replace(/\\./g, (escape) => ESCAPES[escape] ?? escape);
    at = LABEL.lastIndex;
    more = label[3] === ',';
  }
  const close = /[ \t]*\}/y;
  return matchAt(close, line, at) ? { labels, end: close.lastIndex } : undefined;
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function isValue(text: string): boolean {
  return /^nan$/i.test(text) || !Number.isNaN(parseSampleValue(text));
}
