import { availableParallelism } from 'node:os';
import { ExitCode } from '../errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { ServerCounters } from './counters.js';
import { isGeneratorLimited } from './generator-limit.js';
import type { GeneratorResult, Interval, LoadPlan } from './messages.js';
import { reconcile } from './reconcile.js';
import { latestRun, saveRun, type LoadRun, type SavedRun } from './runs.js';
import { summarizeServer } from './server-view.js';
import { errorRatio } from './tally.js';
import { checkThresholds, type Threshold } from './thresholds.js';
import { judge } from './verdict.js';

/** All that a run brought to light. */
export interface Measured {
  plan: LoadPlan;
  tier: string;
  ended: LoadRun['ended'];
  thresholds: readonly Threshold[];
  intervals: readonly Interval[];
  result: GeneratorResult;
  /** The API's counters. */
  before: ServerCounters;
  /** Undefined where it could not be read any more. */
  after: ServerCounters | undefined;
  notices: readonly string[];
}

/** Puts together what is known, and saves it. */
export async function conclude(
  measured: Measured,
  { prometheus, runsDir }: { prometheus: PrometheusClient; runsDir: string },
): Promise<{ run: LoadRun; file: string }> {
  const { plan, tier, ended, intervals, result, before, after } = measured;
  const notices = [...measured.notices];
  const window = { start: result.startedAt, end: result.endedAt };
  const seen = await summarizeServer(prometheus, window).catch((error: unknown) => {
    notices.push(`Prometheus could not be asked: ${(error as Error).message}`);
    return undefined;
  });
  const { total, sendingSeconds } = result;
  const { sent, responses, bytes, latencyMs, byStatus, errors } = total;
  const reconciliation = after ? reconcile(result, before, after) : null;
  const thresholds = checkThresholds(measured.thresholds, total, sendingSeconds);
  const light = tier === 'light' ? undefined : await latestRun(runsDir, 'light');
  if (tier !== 'light' && !light)
    notices.push('There is no light run on this home to compare with: run that tier first.');
  const run: LoadRun = {
    run: plan.runId,
    tier,
    users: plan.users,
    spawnRate: plan.spawnRate,
    durationSeconds: plan.holdSeconds,
    ended,
    startedAt: new Date(result.startedAt * 1000).toISOString(),
    endedAt: new Date(result.endedAt * 1000).toISOString(),
    sendingSeconds,
    generatorLimited: isGeneratorLimited(intervals),
    client: {
      sent,
      responses,
      rps: responses / sendingSeconds,
      bytes,
      latencyMs,
      byStatus,
      errors: { ...errors, ratio: errorRatio(total) },
    },
    server: { responses: reconciliation?.server ?? null, ...(seen?.summary ?? NOTHING_SEEN) },
    reconciliation,
    thresholds,
    ...judge({
      tally: total,
      thresholdsPass: thresholds.every(({ pass }) => pass),
      lightP95Ms: light?.client.latencyMs.p95 ?? null,
    }),
    notices,
  };
  const saved: SavedRun = {
    version: 1,
    ...run,
    intervals,
    serverSeries: seen?.series ?? null,
    histogram: result.histogram,
    environment: {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cpus: availableParallelism(),
    },
  };
  return { run, file: await saveRun(runsDir, saved) };
}

const NOTHING_SEEN = {
  increase: null,
  p95Ms: null,
  poolWaitP95Ms: null,
  poolWaitingMax: null,
  inFlightMax: null,
};

/** The exit code of a finished run: 1 where a threshold is crossed or the two counts do not agree. */
export function exitCodeOf(run: LoadRun): ExitCode {
  if (run.ended === 'interrupted') return ExitCode.interrupted;
  const proven = run.reconciliation?.ok === true;
  return proven && run.thresholds.every(({ pass }) => pass) ? ExitCode.ok : ExitCode.failed;
}
