import { LabError } from '../../errors.js';
import type { Interval, LoadPlan, Tally } from '../generator/messages.js';
import { startGenerator } from '../generator/process.js';
import { itemLabel } from '../generator/workload.js';
import type { LabSide, LoadTarget } from '../request/target.js';
import type { Threshold } from '../request/thresholds.js';
import type { Tier } from '../request/tiers.js';
import { createRunId } from '../saved/runs.js';
import { removeLeftovers } from './cleanup.js';
import { conclude } from './conclude.js';
import type { LoadRun } from './load-run.js';
import { askServerNow, type ServerNow, waitForScrape } from './server-view.js';
import { requireAnswer, runStretch, type Stretch, throwIfInterrupted } from './stretch.js';
import { pauseTraffic, type TrafficLease } from './traffic-lease.js';

export interface LoadOptions {
  /** Its holdSeconds are the duration. */
  tier: Tier;
  thresholds: readonly Threshold[];
  target: LoadTarget;
  runsDir: string;
  /** Ends the load early; the run is still reported. */
  stop: AbortSignal;
  /** Ends it as fast as the requests in flight allow; the measurements are saved. */
  interrupt: AbortSignal;
  on(event: LoadEvent): void;
}

export type LoadPhase = 'preparing' | 'running' | 'draining' | 'reconciling';

/** The events that a screen shows during a run. */
export type LoadEvent =
  | { type: 'phase'; phase: LoadPhase }
  | { type: 'interval'; interval: Interval }
  | { type: 'server'; now: ServerNow | null }
  | { type: 'notice'; text: string };

/** Shown if a page only redirects to another. */
const REDIRECTED = 'The page redirects, and redirects are not followed: use the URL it redirects to.';

/** Shown if the target is any server other than the lab's API. */
export const NOT_COMPARED =
  'The target is not the lab’s own API, so the counts can’t be compared with the server’s.';

const SERVER_POLL_MS = 2000;
const SCRAPE_WAIT_MS = 5000;
const CLEANUP_MS = 30_000;

/**
 * Puts the load of a tier on its target. If that is the lab's API, reconciles the counts of client and server.
 * @throws NotRunningError if nothing answers; InterruptedError if nothing was sent yet;
 *   LabError GENERATOR_DIED. Whatever happens, the generator is stopped and the traffic resumes.
 */
export async function runLoad(options: LoadOptions): Promise<{ run: LoadRun; file: string | null }> {
  const { tier, target, interrupt, on, thresholds } = options;
  const { lab } = target;
  const notices: string[] = [];
  const notice = (text: string) => {
    notices.push(text);
    on({ type: 'notice', text });
  };

  on({ type: 'phase', phase: 'preparing' });
  await requireAnswer(target);
  if (!lab) notice(NOT_COMPARED);
  const generator = await startGenerator();
  try {
    throwIfInterrupted(interrupt);
    const lease = await silence(lab, notice);
    let stretch: Stretch;
    try {
      const polling = lab && pollServer(lab, on);
      const phase = (name: LoadPhase) => () => on({ type: 'phase', phase: name });
      const plan = planFor(tier, target);
      stretch = await runStretch(generator, plan, {
        ...options,
        on: {
          running: phase('running'),
          interval: (interval) => on({ type: 'interval', interval }),
          draining: phase('draining'),
          reconciling: phase('reconciling'),
        },
      })
        .catch(async (error: unknown) => {
          // Only the generator knew which items its users had created, but their names contain the run's mark.
          if (error instanceof LabError && error.code === 'GENERATOR_DIED') await sweep(plan, target, notice);
          throw error;
        })
        .finally(() => polling?.stop());
      if (stretch.counters && !stretch.counters.after) {
        notice('The API no longer answers, so its counters can’t be compared.');
      }
      // The traffic stays paused until Prometheus, too, has seen the end of the run and nothing else.
      const patience = { timeoutMs: SCRAPE_WAIT_MS, signal: interrupt };
      const isScraped = !lab || (await waitForScrape(lab.prometheus, stretch.result.endedAt, patience));
      if (!isScraped && !interrupt.aborted) {
        notice('Prometheus hasn’t scraped the API since the run ended, so its numbers are incomplete.');
      }
    } finally {
      await lease?.release();
    }
    await cleanUp(stretch, notice);
    if (!lab && isRedirected(stretch.result.total)) notice(REDIRECTED);
    const ended = interrupt.aborted ? 'interrupted' : options.stop.aborted ? 'stopped' : 'completed';
    return await conclude({ ...stretch, tier: tier.name, ended, thresholds, notices }, options);
  } finally {
    await generator.dispose();
  }
}

/** Most answers were redirects. */
function isRedirected({ byStatus, responses }: Tally): boolean {
  const redirects = ['301', '302', '303', '307', '308'].map((status) => byStatus[status] ?? 0);
  return redirects.reduce((sum, count) => sum + count, 0) > responses / 2;
}

/** Pauses the lab's traffic, if there is a lab. */
export async function silence(
  lab: LabSide | undefined,
  notice: (text: string) => void,
): Promise<TrafficLease | undefined> {
  if (!lab) return undefined;
  return pauseTraffic(lab.trafficUrl, (reason) =>
    notice(
      `The lab’s own traffic could not be paused (${reason}); if it is running, the reconciliation will show it.`,
    ),
  );
}

export function planFor(tier: Tier, { url, path }: LoadTarget, runId = createRunId(tier.name)): LoadPlan {
  const { users, spawnRate, holdSeconds, timeoutMs, mix } = tier;
  const seed = Date.now() % 2 ** 31;
  return {
    runId,
    url,
    users,
    spawnRate,
    holdSeconds,
    timeoutMs,
    mix,
    seed,
    ...(path !== undefined && { path }),
  };
}

/** Deletes the items that a stretch left in the table. */
export async function cleanUp({ plan, result }: Stretch, notice: (text: string) => void): Promise<void> {
  const signal = AbortSignal.timeout(CLEANUP_MS);
  const left = await removeLeftovers({ ...result, url: plan.url, runId: plan.runId, signal });
  if (left > 0) {
    notice(
      `${left} items of this run could not be deleted; their names start with “${itemLabel(plan.runId)} …”.`,
    );
  }
}

/** The same if no stretch reached its end. */
async function sweep(plan: LoadPlan, target: LoadTarget, notice: (text: string) => void): Promise<void> {
  if (!target.lab) return;
  const signal = AbortSignal.timeout(CLEANUP_MS);
  const left = await removeLeftovers({
    url: plan.url,
    runId: plan.runId,
    leftovers: [],
    uncertainCreates: 1,
    signal,
  });
  if (left > 0) {
    notice(`Some items of this run may be left; their names start with “${itemLabel(plan.runId)} …”.`);
  }
}

/** Queries Prometheus during the run. */
function pollServer({ prometheus }: LabSide, on: LoadOptions['on']): { stop: () => void } {
  const polling = new AbortController();
  const poll = setInterval(() => {
    askServerNow(prometheus, polling.signal).then(
      (now) => on({ type: 'server', now }),
      () => polling.signal.aborted || on({ type: 'server', now: null }),
    );
  }, SERVER_POLL_MS);
  return {
    stop() {
      clearInterval(poll);
      polling.abort();
    },
  };
}
