import { setTimeout as sleep } from 'node:timers/promises';
import { createPrometheusClient } from '../prometheus/client.js';
import { servicesOf } from './services/index.js';
import type { StackState } from './state.js';
import { NotScrapedError } from './up-errors.js';
import type { UpEvent } from './up-events.js';

const POLL_MS = 50;

/**
 * Every target's first sample is what makes the lab usable: before it, queries find nothing.
 * @throws NotScrapedError where one is not scraped in time
 */
export async function waitForFirstScrape(options: {
  state: StackState;
  timeoutMs: number;
  signal: AbortSignal;
  onEvent: (event: UpEvent) => void;
}): Promise<void> {
  const { state, timeoutMs, signal, onEvent } = options;
  onEvent({ type: 'phase', phase: 'scrape' });
  const prometheus = createPrometheusClient(`http://127.0.0.1:${state.ports.prometheus}`);
  const jobs = servicesOf(state)
    .filter(({ name }) => !(name in state.skipped))
    .flatMap((spec) => spec.jobs);
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const targets = await prometheus.targets().catch(() => []);
    const waiting = jobs.filter(
      (job) => !targets.some((target) => target.job === job && target.health === 'up'),
    );
    onEvent({ type: 'targets', up: jobs.length - waiting.length, of: jobs.length });
    if (waiting.length === 0) return;
    if (Date.now() > deadline) {
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
