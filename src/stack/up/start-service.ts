import { setTimeout as sleep } from 'node:timers/promises';
import { credentialsFile } from '../credentials.js';
import type { LabHome } from '../home.js';
import type { Runtime, StackContext } from '../runtimes/runtime.js';
import { askHealth } from '../services/health.js';
import { SERVICES, standInFor } from '../services/index.js';
import type { ServiceSpec } from '../spec.js';
import type { ServiceRecord } from '../state.js';
import { UnavailableError } from '../unavailable.js';
import type { Availability } from './availability.js';
import { ServiceFailedError } from './errors.js';
import { reporter, type UpEvent } from './events.js';
import { seedHistory } from './history.js';
import { mayBeAsked } from './ready-log.js';
import type { StackRecord } from './stack-record.js';
import { seedWorlds } from './worlds.js';

/** How often a service that is starting is asked. */
const POLL_MS = 50;
/** How much of its log a failure shows. */
const LOG_LINES = 10;

export interface StartOptions {
  runtime: Runtime;
  context: StackContext;
  record: StackRecord;
  availability: Availability;
  /** Give a new Prometheus the simulated history. */
  history: boolean;
  /** How long the service may take to become healthy, downloads not counted. */
  timeoutMs: number;
  onEvent: (event: UpEvent) => void;
}

/**
 * One service, from nothing to healthy. An optional one that is not available is skipped.
 * @param ready resolves when the services it depends on are healthy; only the start waits for that, the download does
 * not
 * @throws ServiceFailedError, or what the runtime throws
 */
export async function startService(
  spec: ServiceSpec,
  options: StartOptions,
  ready: Promise<unknown>,
): Promise<void> {
  const { runtime, context, record, availability } = options;
  const report = reporter(spec.name, options.onEvent);
  try {
    report('acquiring');
    const warning = await runtime.acquire(spec, context, (detail, done, total) =>
      report('acquiring', detail, {
        ...(done !== undefined && { done }),
        ...(total !== undefined && { total }),
      }),
    );
    availability.settle(spec.name);
    if (warning !== undefined && !record.state.notices.includes(warning)) {
      record.state.notices.push(warning);
      options.onEvent({ type: 'notice', text: warning });
    }
    if (spec.name === 'prometheus' && options.history) await seed(spec, options);
    if (spec.name === 'worlds') {
      await seedWorlds(runtime, spec, context, (what) => report('seeding', what));
    }
    if (spec.dependsOn.length > 0) {
      report('waiting', `for ${spec.dependsOn.map((name) => SERVICES[name].title).join(', ')}`);
    }
    await Promise.all([ready, availability.settled(spec.configuredFor)]);
    context.signal.throwIfAborted();
    report('starting');
    await runtime.start(spec, context, (service) => record.addStarted(service));
    report('checking');
    report('healthy', await waitHealthy(spec, options));
  } catch (error) {
    // Once `up` ends, the error is the one that ended it, of another service.
    if (spec.optional && error instanceof UnavailableError && !context.signal.aborted) {
      return await goWithout(spec, error.inBrief, options);
    }
    if (!context.signal.aborted) {
      report('failed', error instanceof Error ? error.message.split('\n')[0] : String(error));
    }
    throw error;
  } finally {
    availability.settle(spec.name);
  }
}

/**
 * A service that was healthy may have ended since; if another program took its port, that one answers in its place.
 * @throws ServiceFailedError
 */
export async function requireStillRunning(
  started: readonly ServiceRecord[],
  runtime: Runtime,
  home: LabHome,
): Promise<void> {
  for (const service of started) {
    if (await runtime.isRunning(service)) continue;
    const lines = await runtime.lastLines(home, service.name, LOG_LINES);
    throw new ServiceFailedError(SERVICES[service.name], 'it exited soon after it started', lines);
  }
}

/** Before Prometheus first starts, because it accepts nothing older than its newest block. */
async function seed(spec: ServiceSpec, { runtime, context, record, onEvent }: StartOptions): Promise<void> {
  const report = reporter(spec.name, onEvent);
  const result = await seedHistory(runtime, spec, context, (what) => report('seeding', what));
  if (!result) return;
  record.seeded = result.seeded;
  record.state.notices.push(result.notice);
  if (!result.seeded) onEvent({ type: 'notice', text: result.notice });
}

/** Skips a service and starts its stand-in, which exists as a local process only, not as a container. */
async function goWithout(spec: ServiceSpec, reason: string, options: StartOptions): Promise<void> {
  const { runtime, record, onEvent } = options;
  const standIn = runtime.name === 'local' ? standInFor(spec.name) : undefined;
  const why = standIn ? `${reason}; the ${standIn.title.toLowerCase()} replaces it` : reason;
  await record.skip(spec.name, why, standIn);
  reporter(spec.name, onEvent)('skipped', why);
  if (standIn) await startService(standIn, options, Promise.resolve());
}

/** @returns the evidence in words */
async function waitHealthy(
  spec: ServiceSpec,
  { runtime, context, record, timeoutMs }: StartOptions,
): Promise<string> {
  const { home, ports, credentials, signal } = context;
  const startedAt = performance.now();
  const deadline = startedAt + timeoutMs;
  const service = record.state.services[spec.name] as ServiceRecord;
  const fail = async (reason: string): Promise<never> => {
    throw new ServiceFailedError(spec, reason, await runtime.lastLines(home, spec.name, LOG_LINES));
  };
  for (;;) {
    signal.throwIfAborted();
    if (!(await runtime.isRunning(service))) return fail('it exited right after it started');
    const ask = (await mayBeAsked(spec, { runtime, home, startedAt }))
      ? askHealth(spec, ports, credentials)
      : Promise.reject(new Error('it is still starting'));
    const answer = await ask.then(
      (evidence) => ({ evidence }),
      ({ message }: Error) => ({ problem: message }),
    );
    if ('evidence' in answer) return answer.evidence;
    // Waiting does not help: the database was made with another password.
    if (/password authentication failed/.test(answer.problem)) {
      return fail(
        `${answer.problem}: the password in ${credentialsFile(home)} is not the one that its data was made with`,
      );
    }
    if (performance.now() > deadline) {
      return fail(`not healthy within ${timeoutMs / 1000} s: ${answer.problem}`);
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
