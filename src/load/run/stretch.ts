import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError, NotRunningError } from '../../errors.js';
import type { GeneratorResult, Interval, LoadPlan } from '../generator/messages.js';
import type { Generator } from '../generator/process.js';
import type { LoadTarget } from '../request/target.js';
import { fetchCounters, type ServerCounters, settleCounters } from './counters.js';

/** One stretch of load: what the generator measured, and the server's counters before and after it. */
export interface Stretch {
  plan: LoadPlan;
  intervals: readonly Interval[];
  result: GeneratorResult;
  /** Missing if the target isn't a lab's API; `after` is missing if the API could no longer be read. */
  counters?: { before: ServerCounters; after: ServerCounters | undefined };
}

export interface StretchOptions {
  target: LoadTarget;
  /** Ends the load early: requests in flight are answered or given up. */
  stop: AbortSignal;
  /** The same, but requests in flight have only a moment. */
  interrupt: AbortSignal;
  on: StretchListener;
}

export interface StretchListener {
  running(): void;
  interval(interval: Interval): void;
  draining(): void;
  reconciling(): void;
}

const SETTLE_MS = 5000;
/** How long requests in flight have when the user interrupts. */
const INTERRUPT_DRAIN_MS = 1000;
const CONNECT_MS = 5000;

/** @throws InterruptedError if nothing was sent yet; LabError GENERATOR_DIED */
export async function runStretch(
  generator: Generator,
  plan: LoadPlan,
  { target, stop, interrupt, on }: StretchOptions,
): Promise<Stretch> {
  const read = () => fetchCounters(target.url);
  const before = target.lab && (await settleCounters(read, { timeoutMs: SETTLE_MS }));
  throwIfInterrupted(interrupt);
  const intervals: Interval[] = [];
  const stopAll = () => generator.stop(interrupt.aborted ? INTERRUPT_DRAIN_MS : plan.timeoutMs);
  stop.addEventListener('abort', stopAll);
  interrupt.addEventListener('abort', stopAll);
  try {
    const running = generator.run(plan, {
      interval(interval) {
        intervals.push(interval);
        on.interval(interval);
      },
      draining: () => on.draining(),
    });
    on.running();
    if (stop.aborted || interrupt.aborted) stopAll();
    const stretch = { plan, intervals, result: await running };
    if (!before) return stretch;
    on.reconciling();
    const after = settleCounters(read, { timeoutMs: plan.timeoutMs + SETTLE_MS }).catch(() => undefined);
    return { ...stretch, counters: { before, after: await after } };
  } finally {
    stop.removeEventListener('abort', stopAll);
    interrupt.removeEventListener('abort', stopAll);
  }
}

/** @throws InterruptedError */
export function throwIfInterrupted(interrupt: AbortSignal): void {
  if (interrupt.aborted) throw new InterruptedError('Interrupted before anything was sent.');
}

/**
 * Makes sure that there is a server before it is loaded.
 * @throws NotRunningError if nothing answers
 */
export async function requireAnswer({ url, lab }: LoadTarget): Promise<void> {
  if (!lab) return requireConnection(new URL(url));
  await fetchCounters(url).catch((cause: unknown) => {
    throw new NotRunningError(`The API at ${url} does not answer.`, {
      hints: ['See what is wrong with: obs-lab verify', 'Bring it back with: obs-lab up'],
      cause,
    });
  });
}

async function requireConnection({ hostname, port, protocol, origin }: URL): Promise<void> {
  const socket = createConnection({
    // An IPv6 address without its brackets.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  });
  const timeout = new AbortController();
  try {
    await Promise.race([
      new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
      sleep(CONNECT_MS, undefined, { signal: timeout.signal }).then(() => {
        throw new Error(`no connection in ${CONNECT_MS / 1000} s`);
      }),
    ]);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new NotRunningError(`Nothing answers at ${origin}: ${code ?? message}`, {
      code: 'TARGET_UNREACHABLE',
      hints: ['Start the server, or correct --target.'],
      cause,
    });
  } finally {
    timeout.abort();
    socket.destroy();
  }
}
