import { setTimeout as sleep } from 'node:timers/promises';
import { createPrometheusClient } from '../../prometheus/client.js';
import { servicesOf } from '../services/index.js';
import type { StackState } from '../state.js';
import { NotScrapedError } from './errors.js';
import type { UpEvent } from './events.js';

const POLL_MS = 50;
/** How often the services are checked meanwhile: each check is a request to the engine. */
const CHECK_MS = 500;

/**
 * The lab is usable once every target has its first sample: before that, queries find nothing.
 * @param options.requireRunning throws if a service has exited: then there is nothing to wait for
 * @throws NotScrapedError if a target is not scraped in time
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
  for (let nextCheck = begun; ;) {
    signal.throwIfAborted();
    if (performance.now() >= nextCheck) {
      await requireRunning();
      nextCheck = performance.now() + CHECK_MS;
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
