import type { Interval, Tally } from '../../load/generator/messages.js';
import { failures, isWhole } from '../../load/generator/outcomes.js';
import { isIntervalLimited } from '../../load/generator/saturation.js';
import { formatThreshold } from '../../load/request/thresholds.js';
import type { ServerNow } from '../../load/run/server-view.js';
import type { ThresholdResult } from '../../load/run/threshold-results.js';
import { formatCount, formatMs, formatShare } from '../../util/number-format.js';
import type { StressModel } from './stress-model.js';

/** A run's measurements as text for the live view, plain lines and summaries. */

export interface StressLine {
  name: string;
  now: string;
  sofar: string;
  /** One value per second, for a sparkline; NaN if there was none. */
  history: readonly number[];
}

/** Rate and latencies: the last second next to the run so far. */
export function measureLines(model: StressModel): StressLine[] {
  const intervals = model.intervals.filter(isWhole);
  const last = intervals.at(-1);
  const rates = intervals.map(({ responses, seconds }) => responses / seconds);
  const rate: StressLine = {
    name: 'requests/s',
    now: formatCount(rates.at(-1) ?? null),
    sofar: formatCount(last ? last.total.responses / last.second : null),
    history: rates,
  };
  const latencies = (['p50', 'p95', 'p99'] as const).map((name) => ({
    name,
    now: formatMs(last?.latencyMs[name] ?? null),
    sofar: formatMs(last?.total.latencyMs[name] ?? null),
    history: intervals.map(({ latencyMs }) => latencyMs[name] ?? Number.NaN),
  }));
  return [rate, ...latencies];
}

/** Every kind of failure and how often it occurred, most frequent first; `none` if there was none. */
export function errorsText(tally: Pick<Tally, 'byStatus' | 'errors'>): string {
  const kinds = [...failures(tally), ['cut off at the end', tally.errors.aborted] as const];
  const occurred = kinds.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  if (occurred.length === 0) return 'none';
  return occurred.map(([kind, count]) => `${kind} × ${formatCount(count)}`).join(', ');
}

/** Such as `p95<250ms (31.2 ms)`. */
export function thresholdText(result: ThresholdResult): string {
  const { measured, unit } = result;
  if (measured === null) return `${formatThreshold(result)}${result.pass ? '' : ' (nothing measured)'}`;
  const text =
    unit === 'ms'
      ? formatMs(measured)
      : unit === 'ratio'
        ? formatShare(measured)
        : `${formatCount(measured)}/s`;
  return `${formatThreshold(result)} (${text})`;
}

/** The server as Prometheus sees it now, in lines. */
export function serverTexts(server: ServerNow | null | undefined): string[] {
  if (server === undefined) return ['waiting for Prometheus'];
  if (server === null) return ['Prometheus does not answer'];
  const { rate, p95Ms, inFlight, poolWaiting, eventLoopLagP99Ms } = server;
  return [
    `${formatCount(rate)} req/s, p95 ${formatMs(p95Ms)}, in flight ${formatCount(inFlight)}`,
    `waiting for a connection ${formatCount(poolWaiting)}, event-loop lag ${formatMs(eventLoopLagP99Ms)} (p99)`,
  ];
}

/** A warning if the generator is at its limit; otherwise undefined. */
export function generatorText({ intervals }: StressModel): string | undefined {
  const last = intervals.at(-1);
  if (!last || !isIntervalLimited(last)) return undefined;
  const { cpu, lagMeanMs } = last.generator;
  return `at its limit: CPU ${formatShare(cpu)}, event-loop lag ${formatMs(lagMeanMs)}`;
}

/** One second as a line for logs and pipes. */
export function intervalLine(interval: Interval, server: ServerNow | null | undefined): string {
  const { second, users, responses, seconds, latencyMs } = interval;
  const beside = server ? `  server ${formatCount(server.rate)} req/s p95 ${formatMs(server.p95Ms)}` : '';
  return [
    `${Math.round(second)} s`.padStart(6),
    `  ${usersText(users)}`.padStart(13),
    `  ${formatCount(responses / seconds)} req/s`.padStart(14),
    `  p50 ${formatMs(latencyMs.p50)}  p95 ${formatMs(latencyMs.p95)}  p99 ${formatMs(latencyMs.p99)}`,
    `  errors ${errorsText(interval)}${beside}`,
  ].join('');
}

/** `1 user`, `1,000 users`. */
export function usersText(users: number): string {
  return `${formatCount(users)} ${users === 1 ? 'user' : 'users'}`;
}
