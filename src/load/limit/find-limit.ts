import { InterruptedError, NotRunningError } from '../../errors.js';
import type { LoadPlan } from '../generator/messages.js';
import { startGenerator } from '../generator/process.js';
import { LIMIT_RUN } from '../request/tiers.js';
import { environment } from '../run/conclude.js';
import { cleanUp, type LoadOptions, NOT_COMPARED, planFor, silence } from '../run/run-load.js';
import { requireAnswer, runStretch, type Stretch, throwIfInterrupted } from '../run/stretch.js';
import { createRunId, saveLimitRun, saveOr } from '../saved/runs.js';
import { kneeOf } from './knee.js';
import type { LimitProbe, LimitRun, SavedLimitRun } from './limit-run.js';
import { concludeProbe, PROBE_WARMUP_SECONDS } from './probe.js';
import { limitOf, nextUsers } from './search.js';

/** The tier's users are the maximum to try, its holdSeconds the measured seconds of a probe. */
export interface FindLimitOptions extends Omit<LoadOptions, 'on'> {
  on(event: LimitEvent): void;
}

/** The events that a screen shows during a search. */
export type LimitEvent =
  /** @param number of the probe, from 1; planned seconds of ramp, warm-up and measurement */
  | { type: 'probing'; number: number; users: number; seconds: number }
  | { type: 'probe'; probe: LimitProbe }
  | { type: 'notice'; text: string };

const GENERATOR_WAS_SLOW =
  'The generator was the bottleneck in a probe that failed: the system may take more.';

/** A search ends, however noisy or slow the system is. */
const MAX_PROBES = 40;
const MAX_MS = 15 * 60_000;

/**
 * Searches for the largest number of users that holds the thresholds: each probe is a separate stretch of load, with
 * a ramp of one second, a warm-up, and counters read before and after.
 * @throws NotRunningError if nothing answers; InterruptedError before the first probe; LabError GENERATOR_DIED.
 *   Whatever happens, the generator is stopped and the traffic resumes.
 */
export async function findLimit(options: FindLimitOptions): Promise<{ run: LimitRun; file: string | null }> {
  const { tier, target, thresholds, stop, interrupt, on } = options;
  const bounds = { maxUsers: tier.users };
  const startedAt = new Date();
  const runId = createRunId(LIMIT_RUN, startedAt);
  const probes: LimitProbe[] = [];
  const notices: string[] = [];
  const notice = (text: string) => {
    if (notices.includes(text)) return;
    notices.push(text);
    on({ type: 'notice', text });
  };

  await requireAnswer(target);
  if (!target.lab) notice(NOT_COMPARED);
  throwIfInterrupted(interrupt);
  const lease = await silence(target.lab, notice);
  let ended: LimitRun['ended'] = 'completed';
  try {
    for (;;) {
      const users = nextUsers(probes, bounds);
      if (users === undefined) break;
      const isOver = probes.length >= MAX_PROBES || Date.now() - startedAt.getTime() >= MAX_MS;
      if (isOver) ended = 'exhausted';
      if (isOver || stop.aborted || interrupt.aborted) break;
      const plan = probePlan(users, options, `${runId}-${probes.length + 1}`);
      on({ type: 'probing', number: probes.length + 1, users, seconds: 1 + plan.holdSeconds });
      const stretch = await runProbe(plan, options, notice);
      if (stop.aborted || interrupt.aborted) break;
      if (stretch) {
        const probe = concludeProbe(stretch, thresholds);
        probes.push(probe);
        on({ type: 'probe', probe });
        if (probe.generatorLimited && !probe.holds) notice(GENERATOR_WAS_SLOW);
      }
      if (!stretch || (target.lab && !stretch.counters?.after)) {
        notice('The server no longer answers: the search ends here.');
        ended = 'gone';
        break;
      }
    }
  } finally {
    await lease?.release();
  }

  const run: LimitRun = {
    kind: 'limit',
    run: runId,
    tier: tier.name,
    ...(!target.lab && { target: `${target.url}${target.path ?? ''}` }),
    maxUsers: tier.users,
    thresholds,
    ended: interrupt.aborted ? 'interrupted' : stop.aborted ? 'stopped' : ended,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    limit: limitOf(probes, bounds),
    knee: kneeOf(probes),
    probes,
    notices,
  };
  const saved: SavedLimitRun = { version: 1, ...run, environment: environment() };
  return { run, file: await saveOr(notices, saveLimitRun(options.runsDir, saved)) };
}

/** All users start within one second. */
function probePlan(users: number, { tier, target }: FindLimitOptions, runId: string): LoadPlan {
  const load = { ...tier, users, spawnRate: users, holdSeconds: PROBE_WARMUP_SECONDS + tier.holdSeconds };
  return { ...planFor(load, target, runId), warmupSeconds: PROBE_WARMUP_SECONDS };
}

/** @returns undefined if the server is gone, or the user interrupted before anything was sent */
async function runProbe(
  plan: LoadPlan,
  { target, stop, interrupt }: FindLimitOptions,
  notice: (text: string) => void,
): Promise<Stretch | undefined> {
  const generator = await startGenerator();
  try {
    await requireAnswer(target);
    const stretch = await runStretch(generator, plan, { target, stop, interrupt, on: SILENT });
    await cleanUp(stretch, notice);
    return stretch;
  } catch (error) {
    if (error instanceof NotRunningError || error instanceof InterruptedError) return undefined;
    throw error;
  } finally {
    await generator.dispose();
  }
}

const SILENT = { running() {}, interval() {}, draining() {}, reconciling() {} };
