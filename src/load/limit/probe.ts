import { errorRatio, goodResponses } from '../generator/outcomes.js';
import { isGeneratorLimited } from '../generator/saturation.js';
import type { Threshold } from '../request/thresholds.js';
import { reconcile } from '../run/reconcile.js';
import type { Stretch } from '../run/stretch.js';
import { checkThresholds } from '../run/threshold-results.js';
import type { LimitProbe } from './limit-run.js';

/** New connections and a cold pool are slow at first: the warm-up is not measured. */
export const PROBE_WARMUP_SECONDS = 2;

/** The result of a probe, without its warm-up. A server that hangs or is gone meets no threshold. */
export function concludeProbe(stretch: Stretch, thresholds: readonly Threshold[]): LimitProbe {
  const { plan, result, intervals, counters } = stretch;
  const from = plan.users / plan.spawnRate + (plan.warmupSeconds ?? 0);
  const seconds = result.sendingSeconds - from;
  const tally = result.measured ?? result.total;
  const results = checkThresholds(thresholds, tally, seconds);
  const counted = counters?.after && reconcile(result, counters.before, counters.after);
  return {
    users: plan.users,
    startedAt: new Date(result.startedAt * 1000).toISOString(),
    measuredSeconds: seconds,
    responses: tally.responses,
    rps: tally.responses / seconds,
    goodRps: goodResponses(tally) / seconds,
    latencyMs: tally.latencyMs,
    byStatus: tally.byStatus,
    errors: { ...tally.errors, ratio: errorRatio(tally) },
    thresholds: results,
    holds: tally.responses > 0 && results.every(({ pass }) => pass),
    generatorLimited: isGeneratorLimited(intervals.filter(({ second }) => second > from)),
    reconciliation: counted
      ? {
          ok: counted.ok,
          client: counted.client,
          server: counted.server,
          difference: counted.difference,
          problems: counted.problems,
        }
      : null,
  };
}
