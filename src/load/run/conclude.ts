import { availableParallelism } from 'node:os';
import { errorRatio } from '../generator/outcomes.js';
import { healthOf, isGeneratorLimited } from '../generator/saturation.js';
import type { LoadTarget } from '../request/target.js';
import type { Threshold } from '../request/thresholds.js';
import { latestRun, saveOr, saveRun } from '../saved/runs.js';
import type { LoadRun, SavedRun } from './load-run.js';
import { reconcile } from './reconcile.js';
import { summarizeServer } from './server-view.js';
import type { Stretch } from './stretch.js';
import { checkThresholds } from './threshold-results.js';
import { judge, silenceOf } from './verdict.js';

/** Everything that was measured in a run. */
export interface Measured extends Stretch {
  tier: string;
  ended: LoadRun['ended'];
  thresholds: readonly Threshold[];
  notices: readonly string[];
}

/**
 * Builds the run's document and saves it.
 * @returns file null if it could not be saved
 */
export async function conclude(
  measured: Measured,
  { target, runsDir }: { target: LoadTarget; runsDir: string },
): Promise<{ run: LoadRun; file: string | null }> {
  const { plan, tier, ended, intervals, result, counters } = measured;
  const notices = [...measured.notices];
  const window = { start: result.startedAt, end: result.endedAt };
  const seen =
    target.lab &&
    (await summarizeServer(target.lab.prometheus, window).catch((error: unknown) => {
      notices.push(`Prometheus could not be queried: ${(error as Error).message}`);
      return undefined;
    }));
  const { total, sendingSeconds } = result;
  const { sent, responses, bytes, latencyMs, byStatus, errors } = total;
  const reconciliation = counters?.after ? reconcile(result, counters.before, counters.after) : null;
  const thresholds = checkThresholds(measured.thresholds, total, sendingSeconds);
  const isCompared = target.lab !== undefined && tier !== 'light';
  const light = isCompared ? await latestRun(runsDir, 'light') : undefined;
  if (isCompared && !light) {
    notices.push('No light run to compare with yet: run `stress --tier light` first.');
  }
  const run: LoadRun = {
    run: plan.runId,
    tier,
    ...(!target.lab && { target: `${target.url}${target.path ?? ''}` }),
    users: plan.users,
    spawnRate: plan.spawnRate,
    durationSeconds: plan.holdSeconds,
    ended,
    startedAt: new Date(result.startedAt * 1000).toISOString(),
    endedAt: new Date(result.endedAt * 1000).toISOString(),
    sendingSeconds,
    generatorLimited: isGeneratorLimited(intervals),
    generator: healthOf(intervals),
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
      silence: silenceOf(intervals, sendingSeconds),
      isGone: counters !== undefined && !counters.after,
      lightP95Ms: light?.client.latencyMs.p95 ?? null,
      server: seen?.summary ?? NOTHING_SEEN,
    }),
    notices,
  };
  const saved: SavedRun = {
    version: 1,
    ...run,
    intervals,
    serverSeries: seen?.series ?? null,
    histogram: result.histogram,
    environment: environment(),
  };
  return { run, file: await saveOr(notices, saveRun(runsDir, saved)) };
}

const NOTHING_SEEN = {
  increase: null,
  p95Ms: null,
  poolWaitP95Ms: null,
  poolWaitingMax: null,
  inFlightMax: null,
};

/** The machine that the load was generated on. */
export function environment(): SavedRun['environment'] {
  const platform = `${process.platform}-${process.arch}`;
  return { node: process.version, platform, cpus: availableParallelism() };
}
