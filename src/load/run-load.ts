import { InterruptedError, NotRunningError } from '../errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import { removeLeftovers } from './cleanup.js';
import { conclude, type Measured } from './conclude.js';
import { readCounters, settleCounters, type ServerCounters } from './counters.js';
import { startGenerator, type Generator } from './generator-process.js';
import type { Interval, LoadPlan } from './messages.js';
import { createRunId, type LoadRun } from './runs.js';
import { askServerNow, waitForScrape, type ServerNow } from './server-view.js';
import type { Threshold } from './thresholds.js';
import type { Tier } from './tiers.js';
import { pauseTraffic } from './traffic-lease.js';
import { itemLabel } from './workload.js';

export interface LoadOptions {
  /** Its holdSeconds are the duration. */
  tier: Tier;
  thresholds: readonly Threshold[];
  apiUrl: string;
  trafficUrl: string;
  prometheus: PrometheusClient;
  runsDir: string;
  /** Ends the load early; the run is reported all the same. */
  stop: AbortSignal;
  /** Ends it as fast as what is under way allows; what was measured is saved. */
  interrupt: AbortSignal;
  on(event: LoadEvent): void;
}

export type LoadPhase = 'preparing' | 'running' | 'draining' | 'reconciling';

/** What a screen shows while a run goes on. */
export type LoadEvent =
  | { type: 'phase'; phase: LoadPhase }
  | { type: 'interval'; interval: Interval }
  | { type: 'server'; now: ServerNow | null }
  | { type: 'notice'; text: string };

const SERVER_POLL_MS = 2000;
const SETTLE_MS = 5000;
const SCRAPE_WAIT_MS = 5000;
/** What is under way when the user interrupts has so long. */
const INTERRUPT_DRAIN_MS = 1000;
const CLEANUP_MS = 30_000;
const METRICS_TIMEOUT_MS = 10_000;

/**
 * Puts the load of a tier on the lab's API, and proves what was measured.
 * @throws NotRunningError where the API does not answer; InterruptedError where nothing was sent yet;
 *   LabError GENERATOR_DIED. Whatever happens, the generator is gone and the traffic goes on.
 */
export async function runLoad(options: LoadOptions): Promise<{ run: LoadRun; file: string }> {
  const { tier, apiUrl, interrupt, on } = options;
  const notices: string[] = [];
  const notice = (text: string) => {
    notices.push(text);
    on({ type: 'notice', text });
  };
  const throwIfInterrupted = () => {
    if (interrupt.aborted) throw new InterruptedError('Interrupted before anything was sent.');
  };

  on({ type: 'phase', phase: 'preparing' });
  const read = () => fetchCounters(apiUrl);
  await read().catch((cause: unknown) => {
    throw new NotRunningError(`The API at ${apiUrl} does not answer.`, {
      hints: ['See what is wrong with: obs-lab verify', 'Bring it back with: obs-lab up'],
      cause,
    });
  });
  const generator = await startGenerator();
  try {
    throwIfInterrupted();
    const lease = await pauseTraffic(options.trafficUrl, (reason) =>
      notice(
        `The lab’s own traffic could not be paused (${reason}); if it runs, the reconciliation will show it.`,
      ),
    );
    let generated: Generated;
    let counters: { before: ServerCounters; after: ServerCounters | undefined };
    try {
      const before = await settleCounters(read, { timeoutMs: SETTLE_MS });
      throwIfInterrupted();
      generated = await generate(generator, options);
      on({ type: 'phase', phase: 'reconciling' });
      const settled = settleCounters(read, { timeoutMs: tier.timeoutMs + SETTLE_MS });
      counters = { before, after: await settled.catch(() => undefined) };
      if (!counters.after) notice('The API does not answer any more: what it counted cannot be compared.');
      // The traffic rests until Prometheus, too, has seen the end of the run and nothing else.
      if (
        !interrupt.aborted &&
        !(await waitForScrape(options.prometheus, generated.result.endedAt, SCRAPE_WAIT_MS))
      )
        notice('Prometheus has not scraped the API since the run ended: its numbers are incomplete.');
    } finally {
      await lease.release();
    }
    const { plan, result } = generated;
    const signal = AbortSignal.timeout(CLEANUP_MS);
    const left = await removeLeftovers({ ...result, url: apiUrl, runId: plan.runId, signal });
    if (left > 0)
      notice(`${left} items of this run could not be deleted: those named “${itemLabel(plan.runId)} …”.`);
    const ended = interrupt.aborted ? 'interrupted' : options.stop.aborted ? 'stopped' : 'completed';
    const { thresholds } = options;
    return await conclude(
      { ...generated, ...counters, tier: tier.name, ended, thresholds, notices },
      options,
    );
  } finally {
    await generator.dispose();
  }
}

type Generated = Pick<Measured, 'plan' | 'intervals' | 'result'>;

async function fetchCounters(apiUrl: string): Promise<ServerCounters> {
  const response = await fetch(`${apiUrl}/metrics`, { signal: AbortSignal.timeout(METRICS_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status} from ${apiUrl}/metrics`);
  return readCounters(await response.text());
}

/** Runs the generator, with Prometheus asked beside it. */
async function generate(
  generator: Generator,
  { tier, apiUrl, prometheus, stop, interrupt, on }: LoadOptions,
): Promise<Generated> {
  const { users, spawnRate, holdSeconds, timeoutMs, mix } = tier;
  const runId = createRunId(tier.name);
  const plan: LoadPlan = {
    runId,
    url: apiUrl,
    users,
    spawnRate,
    holdSeconds,
    timeoutMs,
    mix,
    seed: Date.now() % 2 ** 31,
  };
  const intervals: Interval[] = [];

  const stopAll = () => generator.stop(interrupt.aborted ? INTERRUPT_DRAIN_MS : timeoutMs);
  stop.addEventListener('abort', stopAll);
  interrupt.addEventListener('abort', stopAll);
  const polling = new AbortController();
  const poll = setInterval(() => {
    askServerNow(prometheus, polling.signal).then(
      (now) => on({ type: 'server', now }),
      () => polling.signal.aborted || on({ type: 'server', now: null }),
    );
  }, SERVER_POLL_MS);
  try {
    const running = generator.run(plan, {
      interval(interval) {
        intervals.push(interval);
        on({ type: 'interval', interval });
      },
      draining: () => on({ type: 'phase', phase: 'draining' }),
    });
    on({ type: 'phase', phase: 'running' });
    if (stop.aborted || interrupt.aborted) stopAll();
    return { plan, intervals, result: await running };
  } finally {
    clearInterval(poll);
    polling.abort();
    stop.removeEventListener('abort', stopAll);
    interrupt.removeEventListener('abort', stopAll);
  }
}
