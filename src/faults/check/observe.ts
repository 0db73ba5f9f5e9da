import type { AlertName } from '../../../lab/faults/alerts.js';
import { ALERTS } from '../../../lab/faults/alerts.js';
import type { Evidence, Fault } from '../../../lab/faults/fault.js';
import { FAULTS } from '../../../lab/faults/index.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import type { Observation } from './types.js';

/** A span of the lab's past, in Unix seconds. */
export interface Span {
  start: number;
  end: number;
}

/** The instants of a span, one per second, at which a query has a result. */
export async function instantsOf(
  prometheus: PrometheusClient,
  expr: string,
  { start, end }: Span,
): Promise<number[]> {
  const result = await prometheus.queryRange(expr, { start, end, step: 1 });
  if (result.resultType !== 'matrix') return [];
  const times = result.series.flatMap(({ samples }) => samples.map(({ time }) => time));
  return [...new Set(times)].sort((a, b) => a - b);
}

/** Every fault's evidence over a span. @param lines of the API's log */
export async function evidenceOver(
  prometheus: PrometheusClient,
  lines: readonly string[],
  span: Span,
): Promise<Observation['evidence']> {
  const entries: [string, number[]][] = [];
  for (const { id, evidence } of FAULTS as readonly Fault[]) {
    const held: number[] = [];
    for (const each of evidence) {
      held.push(
        each.kind === 'promql'
          ? (await instantsOf(prometheus, each.expr, span)).length
          : lines.filter((line) => matches(line, each.match, span)).length,
      );
    }
    entries.push([id, held]);
  }
  return Object.fromEntries(entries);
}

/** The lab's alerts that were firing in a span → seconds from its start to the first time. */
export async function alertsOver(
  prometheus: PrometheusClient,
  span: Span,
): Promise<Partial<Record<AlertName, number>>> {
  const result = await prometheus.queryRange('ALERTS{alertstate="firing"}', { ...span, step: 1 });
  const first = new Map<AlertName, number>();
  for (const { labels, samples } of result.resultType === 'matrix' ? result.series : []) {
    const name = labels.alertname as AlertName;
    const time = samples[0]?.time;
    if (!Object.hasOwn(ALERTS, name) || time === undefined) continue;
    first.set(name, Math.min(first.get(name) ?? Infinity, time - span.start));
  }
  return Object.fromEntries([...first].sort(([, a], [, b]) => a - b));
}

/** True for a line of the log that is evidence. */
export function matches(
  line: string,
  wanted: Extract<Evidence, { kind: 'log' }>['match'],
  { start, end }: Span,
): boolean {
  const fields = parseLine(line);
  const time = Date.parse(String(fields.time)) / 1000;
  if (!(time >= start && time <= end)) return false;
  return Object.entries(wanted).every(([name, value]) => {
    const found = fields[name];
    if (typeof value !== 'object') return found === value;
    return typeof found === 'number' && found >= value[0] && found <= value[1];
  });
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith('{')) return {};
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
