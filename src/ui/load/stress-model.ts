import type { Interval, Tally } from '../../load/generator/messages.js';
import { failures, isWhole } from '../../load/generator/outcomes.js';
import { isIntervalLimited } from '../../load/generator/saturation.js';
import type { LoadEvent, LoadPhase } from '../../load/run/run-load.js';
import type { ServerNow } from '../../load/run/server-view.js';
import { checkThresholds, type ThresholdResult } from '../../load/run/threshold-results.js';
import { formatThreshold, type Threshold } from '../../load/request/thresholds.js';
import { rampSeconds, type Tier } from '../../load/request/tiers.js';
import { formatSeconds } from '../../util/number-format.js';

/** What the live screen of `stress` knows. */
export interface StressModel {
  tier: Tier;
  thresholds: readonly Threshold[];
  /** What is loaded, where it is not the lab's own API. */
  target?: string;
  phase: LoadPhase;
  /** Milliseconds since the epoch: when the first request was begun. */
  startedAt?: number;
  intervals: readonly Interval[];
  /** Null where Prometheus could not be asked. */
  server?: ServerNow | null;
  notices: readonly string[];
}

export function initialStressModel(
  tier: Tier,
  thresholds: readonly Threshold[],
  target?: string,
): StressModel {
  const about = { tier, thresholds, ...(target !== undefined && { target }) };
  return { ...about, phase: 'preparing', intervals: [], notices: [] };
}

/** Folds one event in. @param now milliseconds since the epoch */
export function foldLoadEvent(model: StressModel, event: LoadEvent, now: number): StressModel {
  switch (event.type) {
    case 'phase':
      return { ...model, phase: event.phase, ...(event.phase === 'running' && { startedAt: now }) };
    case 'interval':
      return { ...model, intervals: [...model.intervals, event.interval] };
    case 'server':
      return { ...model, server: event.now };
    case 'notice':
      return { ...model, notices: [...model.notices, event.text] };
  }
}

/** How far a run is: seconds gone and planned, and the share of it. @param now milliseconds since the epoch */
export function progressOf(
  { tier, startedAt, phase }: StressModel,
  now: number,
): { gone: number; of: number; share: number } {
  const of = rampSeconds(tier) + tier.holdSeconds;
  const since = startedAt === undefined ? 0 : (now - startedAt) / 1000;
  const gone = phase === 'running' ? Math.min(of, Math.max(0, since)) : startedAt === undefined ? 0 : of;
  return { gone, of, share: of === 0 ? 1 : gone / of };
}

export interface StressLine {
  name: string;
  now: string;
  sofar: string;
  /** A value a second, for a sparkline; NaN where there was none. */
  history: readonly number[];
}

/** Rate and latencies: the last second beside the run so far. */
export function measureLines(model: StressModel): StressLine[] {
  const intervals = model.intervals.filter(isWhole);
  const last = intervals.at(-1);
  const rates = intervals.map(({ responses, seconds }) => responses / seconds);
  const rate: StressLine = {
    name: 'requests/s',
    now: countText(rates.at(-1) ?? null),
    sofar: countText(last ? last.total.responses / last.second : null),
    history: rates,
  };
  const latencies = (['p50', 'p95', 'p99'] as const).map((name) => ({
    name,
    now: msText(last?.latencyMs[name] ?? null),
    sofar: msText(last?.total.latencyMs[name] ?? null),
    history: intervals.map(({ latencyMs }) => latencyMs[name] ?? Number.NaN),
  }));
  return [rate, ...latencies];
}

/** Every kind of failure and how often it occurred, most frequent first; `none` if there was none. */
export function errorsText(tally: Pick<Tally, 'byStatus' | 'errors'>): string {
  const kinds = [...failures(tally), ['cut off at the end', tally.errors.aborted] as const];
  const occurred = kinds.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  if (occurred.length === 0) return 'none';
  return occurred.map(([kind, count]) => `${kind} × ${countText(count)}`).join(', ');
}

/** The thresholds as they stand. Before the first answer nothing is crossed. */
export function standingThresholds({ thresholds, intervals }: StressModel): ThresholdResult[] {
  const last = intervals.at(-1);
  if (!last) return thresholds.map((threshold) => ({ ...threshold, measured: null, pass: true }));
  return checkThresholds(thresholds, last.total, last.second);
}

/** Such as `p95<250ms (31.2 ms)`. */
export function thresholdText(result: ThresholdResult): string {
  const { measured, unit } = result;
  if (measured === null) return `${formatThreshold(result)}${result.pass ? '' : ' (nothing measured)'}`;
  const text =
    unit === 'ms' ? msText(measured) : unit === 'ratio' ? percentText(measured) : `${countText(measured)}/s`;
  return `${formatThreshold(result)} (${text})`;
}

/** Prometheus' view of the moment, in lines. */
export function serverTexts(server: ServerNow | null | undefined): string[] {
  if (server === undefined) return ['waiting for Prometheus'];
  if (server === null) return ['Prometheus does not answer'];
  const { rate, p95Ms, inFlight, poolWaiting, eventLoopLagP99Ms } = server;
  return [
    `${countText(rate)} req/s, p95 ${msText(p95Ms)}, in flight ${countText(inFlight)}`,
    `waiting for the pool ${countText(poolWaiting)}, event loop late by ${msText(eventLoopLagP99Ms)} (p99)`,
  ];
}

/** What the generator has left; undefined where there is nothing to say. */
export function generatorText({ intervals }: StressModel): string | undefined {
  const last = intervals.at(-1);
  if (!last || !isIntervalLimited(last)) return undefined;
  const { cpu, lagMeanMs } = last.generator;
  return `at its limit: CPU ${percentText(cpu)}, event loop ${msText(lagMeanMs)} late`;
}

/** One second as a line for logs and pipes. */
export function intervalLine(interval: Interval, server: ServerNow | null | undefined): string {
  const { second, users, responses, seconds, latencyMs } = interval;
  const beside = server ? `  server ${countText(server.rate)} req/s p95 ${msText(server.p95Ms)}` : '';
  return [
    `${Math.round(second)} s`.padStart(6),
    `  ${usersText(users)}`.padStart(13),
    `  ${countText(responses / seconds)} req/s`.padStart(14),
    `  p50 ${msText(latencyMs.p50)}  p95 ${msText(latencyMs.p95)}  p99 ${msText(latencyMs.p99)}`,
    `  errors ${errorsText(interval)}${beside}`,
  ].join('');
}

export function msText(ms: number | null): string {
  if (ms === 0) return '0 ms';
  return ms === null ? '—' : formatSeconds(ms / 1000);
}

export function usersText(users: number): string {
  return users === 1 ? '1 user' : `${countText(users)} users`;
}

/** A whole number with separators. */
export function countText(value: number | null): string {
  return value === null ? '—' : Math.round(value).toLocaleString('en-US');
}

function percentText(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}
