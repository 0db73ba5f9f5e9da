import { setTimeout as sleep } from 'node:timers/promises';
import { createPrometheusClient } from '../../prometheus/client.js';
import { servicesOf } from '../services/index.js';
import type { StackState } from '../state.js';
import { NotScrapedError } from './errors.js';
import type { UpEvent } from './events.js';

const POLL_MS = 50;
/** How often the services are looked at meanwhile: an engine is asked for each of them. */
const LOOK_MS = 500;

/**
 * Every target's first sample is what makes the lab usable: before it, queries find nothing.
 * @param options.requireRunning throws where a service has ended: then there is nothing to wait for
 * @throws NotScrapedError where one is not scraped in time
 */
export async function waitForFirstScrape(options: {
  state: StackState;
  timeoutMs: number;
  signal: AbortSignal;
  requireRunning: () => Promise<void>;
  onEvent: (event: UpEvent) => void;
}): Promise<void> {
  const { state, timeoutMs, signal, requireRunning, onEvent } = options;
  onEvent({ type: 'phase', phase: 'scrape' });
  const prometheus = createPrometheusClient(`http://127.0.0.1:${state.ports.prometheus}`);
  const jobs = servicesOf(state)
    .filter(({ name }) => !(name in state.skipped))
    .flatMap((spec) => spec.jobs);
  const begun = performance.now();
  for (let nextLook = begun; ;) {
    signal.throwIfAborted();
    if (performance.now() >= nextLook) {
      await requireRunning();
      nextLook = performance.now() + LOOK_MS;
    }
    const targets = await prometheus.targets().catch(() => []);
    const waiting = jobs.filter(
      (job) => !targets.some((target) => target.job === job && target.health === 'up'),
    );
    onEvent({ type: 'targets', up: jobs.length - waiting.length, of: jobs.length });
    if (waiting.length === 0) return;
    if (performance.now() - begun > timeoutMs) {
      throw new NotScrapedError(
        waiting.map((job) => ({
          job,
          lastError: targets.find((target) => target.job === job)?.lastError ?? '',
        })),
        timeoutMs,
      );
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
