import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError, LabError } from '../../errors.js';
import { loadCredentials } from '../credentials.js';
import { waitForFirstScrape } from './first-scrape.js';
import { askHealth } from '../services/health.js';
import { seedHistory } from './history.js';
import type { LabHome } from '../home.js';
import { withLock } from '../lock.js';
import { openPlan, type UpPlan } from './plan.js';
import { requireFreePort } from '../ports.js';
import type { Runtime, StackContext } from '../runtimes/runtime.js';
import { SERVICES, servicesOf, standInFor } from '../services/index.js';
import type { ServiceName, ServiceSpec } from '../spec.js';
import { readState, removeState, writeState, type ServiceRecord, type StackState } from '../state.js';
import type { UpEvent } from './events.js';
import { UnavailableError } from '../unavailable.js';
import { verifyStack, type VerifyResult } from '../verify/verify.js';
import { ServiceFailedError } from './errors.js';

export interface UpOptions {
  home: LabHome;
  runtime: Runtime;
  plan: UpPlan;
  /** Remarks that belong to how the stack came to be. */
  notices: readonly string[];
  env: NodeJS.ProcessEnv;
  /** How long one service may take to become healthy, and Prometheus to scrape them all, each; downloads apart. */
  timeoutMs: number;
  signal: AbortSignal;
  onEvent: (event: UpEvent) => void;
}

export interface UpResult {
  state: StackState;
  /** False where everything ran already. */
  started: boolean;
  verified: VerifyResult;
}

/**
 * Brings the stack up: lock → preflight → start → healthy → scraped → verified. What runs already is left alone;
 * what is missing is started; where it cannot be finished, what was started is taken back.
 *
 * @throws InterruptedError once everything is taken back
 * @throws LabError LOCKED, PORT_IN_USE, NO_PROMETHEUS, SERVICE_FAILED, NOT_SCRAPED …
 */
export async function up(options: UpOptions): Promise<UpResult> {
  return withLock(options.home, 'up', () => new Ascent(options).run());
}

/** One run of `up`, with what it has done so far: all that a rollback must know. */
class Ascent {
  private readonly startedNow: ServiceRecord[] = [];
  private readonly abort = new AbortController();
  private readonly context: Omit<StackContext, 'credentials' | 'ports'>;
  private state!: StackState;
  private seeded = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: UpOptions) {
    const signal = AbortSignal.any([options.signal, this.abort.signal]);
    this.context = { home: options.home, env: options.env, signal };
  }

  async run(): Promise<UpResult> {
    const { home, runtime, onEvent, plan } = this.options;
    onEvent({ type: 'phase', phase: 'preflight' });
    const recorded = await readState(home);
    const alive = await this.aliveServices(recorded);
    this.state = openPlan(plan, recorded, runtime.name, alive);
    this.state.notices.push(...this.options.notices);
    for (const stray of await runtime.strays(home, Object.values(recorded?.services ?? {}))) {
      onEvent({ type: 'notice', text: `Ended ${stray.description}, left by an earlier run that was killed` });
      await stray.stop();
    }
    const missing = servicesOf(this.state).filter(
      ({ name }) => !alive.has(name) && !(name in this.state.skipped),
    );
    for (const name of alive)
      onEvent({ type: 'service', service: name, state: 'healthy', detail: 'already running' });
    for (const [name, why] of Object.entries(this.state.skipped))
      this.tell(name as ServiceName, 'skipped', why);
    for (const { name } of missing) this.tell(name, 'waiting');
    try {
      await this.startAll(missing);
      const { state, options, context } = this;
      const requireRunning = () => this.requireRunning();
      await waitForFirstScrape({ ...options, state, signal: context.signal, requireRunning });
      onEvent({ type: 'phase', phase: 'verify' });
      const verified = await verifyStack(home, this.state, runtime);
      context.signal.throwIfAborted();
      onEvent({ type: 'phase', phase: 'done' });
      return { state: this.state, started: missing.length > 0, verified };
    } catch (error) {
      await this.rollBack();
      if (this.options.signal.aborted) {
        throw new InterruptedError(
          this.startedNow.length > 0
            ? 'Interrupted; what had been started is stopped again.'
            : 'Interrupted.',
        );
      }
      throw error;
    }
  }

  private async aliveServices(recorded: StackState | undefined): Promise<Set<ServiceName>> {
    const records = Object.values(recorded?.services ?? {});
    const running = await Promise.all(records.map((record) => this.options.runtime.isRunning(record)));
    return new Set(records.filter((_, i) => running[i]).map(({ name }) => name));
  }

  /** Starts what is missing, each as soon as what it depends on is healthy; the first failure stops the rest. */
  private async startAll(missing: readonly ServiceSpec[]): Promise<void> {
    if (missing.length === 0) return;
    const { home, env, onEvent } = { ...this.context, ...this.options };
    for (const spec of missing) await requireFreePort(spec.port, this.state.ports[spec.port]);
    const context: StackContext = {
      ...this.context,
      home,
      env,
      ports: this.state.ports,
      credentials: await loadCredentials(home),
    };
    await this.save();
    onEvent({ type: 'phase', phase: 'start' });
    const tasks = new Map<ServiceName, Promise<void>>();
    const launch = (spec: ServiceSpec): Promise<void> => {
      const dependencies = spec.dependsOn.map((name) =>
        missing.includes(SERVICES[name]) ? taskOf(SERVICES[name]) : undefined,
      );
      const ready = Promise.all(dependencies);
      ready.catch(() => undefined); // whoever waits for it later still sees it fail
      return this.startOne(spec, context, ready).catch((error: unknown) => {
        this.abort.abort(); // stops downloads and waits of the others
        throw error;
      });
    };
    const taskOf = (spec: ServiceSpec): Promise<void> => {
      const task = tasks.get(spec.name) ?? launch(spec);
      tasks.set(spec.name, task);
      return task;
    };
    const outcomes = await Promise.allSettled(missing.map(taskOf));
    // The cause, not the aborts it brought about.
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    const cause = failures.find((failure) => failure instanceof LabError) ?? failures[0];
    if (cause !== undefined) throw cause;
  }

  private async startOne(
    spec: ServiceSpec,
    context: StackContext,
    dependencies: Promise<unknown>,
  ): Promise<void> {
    const { runtime } = this.options;
    const { signal } = context;
    try {
      this.tell(spec.name, 'acquiring');
      const onProgress = (what: string, done?: number, total?: number): void =>
        this.options.onEvent({
          type: 'service',
          service: spec.name,
          state: 'acquiring',
          detail: what,
          progress: { ...(done !== undefined && { done }), ...(total !== undefined && { total }) },
        });
      await runtime.acquire(spec, context, onProgress);
      if (spec.name === 'prometheus' && this.options.plan.history) await this.seed(spec, context);
      if (spec.dependsOn.length > 0)
        this.tell(
          spec.name,
          'waiting',
          `for ${spec.dependsOn.map((name) => SERVICES[name].title).join(', ')}`,
        );
      await dependencies;
      signal.throwIfAborted();
      this.tell(spec.name, 'starting');
      await runtime.start(spec, context, async (record) => {
        this.startedNow.push(record);
        this.state.services[spec.name] = record;
        await this.save();
      });
      this.tell(spec.name, 'checking');
      this.tell(spec.name, 'healthy', await this.waitHealthy(spec, context));
    } catch (error) {
      if (spec.optional && error instanceof UnavailableError) {
        return this.goWithout(spec, error.inBrief, context);
      }
      if (!signal.aborted)
        this.tell(spec.name, 'failed', error instanceof Error ? error.message.split('\n')[0] : String(error));
      throw error;
    }
  }

  /** Before Prometheus first starts, since it takes nothing older than its newest block. */
  private async seed(spec: ServiceSpec, context: StackContext): Promise<void> {
    const { runtime, onEvent } = this.options;
    const result = await seedHistory(runtime, spec, context, (what) => this.tell(spec.name, 'seeding', what));
    if (!result) return;
    this.seeded = result.seeded;
    this.state.notices.push(result.notice);
    if (!result.seeded) onEvent({ type: 'notice', text: result.notice });
  }

  /** Skips a service that cannot be had, and starts what stands in for it: among processes, not among containers. */
  private async goWithout(spec: ServiceSpec, reason: string, context: StackContext): Promise<void> {
    const standIn = this.options.runtime.name === 'local' ? standInFor(spec.name) : undefined;
    const why = standIn ? `${reason}; the ${standIn.title.toLowerCase()} stands in` : reason;
    this.state.skipped[spec.name] = why;
    if (standIn) this.state.standIns = [...(this.state.standIns ?? []), standIn.name];
    await this.save();
    this.tell(spec.name, 'skipped', why);
    if (standIn) await this.startOne(standIn, context, Promise.resolve());
  }

  private async waitHealthy(
    spec: ServiceSpec,
    { home, ports, credentials, signal }: StackContext,
  ): Promise<string> {
    const { runtime, timeoutMs } = this.options;
    const deadline = performance.now() + timeoutMs;
    const record = this.state.services[spec.name] as ServiceRecord;
    for (;;) {
      signal.throwIfAborted();
      const ended = !(await runtime.isRunning(record));
      const reason = ended
        ? 'it ended right after its start'
        : await askHealth(spec, ports, credentials).then(
            (evidence) => ({ evidence }),
            (error: Error) => error.message,
          );
      if (typeof reason === 'object') return reason.evidence;
      if (ended || performance.now() > deadline) {
        const lines = await runtime.lastLines(home, spec.name, 10);
        throw new ServiceFailedError(
          spec,
          ended ? reason : `not healthy within ${timeoutMs / 1000} s: ${reason}`,
          lines,
        );
      }
      await sleep(50, undefined, { signal });
    }
  }

  /**
   * A service that seemed healthy may have ended since: where another program took its port meanwhile, that one answers.
   * @throws ServiceFailedError
   */
  private async requireRunning(): Promise<void> {
    const { runtime, home } = this.options;
    for (const record of this.startedNow) {
      if (await runtime.isRunning(record)) continue;
      const lines = await runtime.lastLines(home, record.name, 10);
      throw new ServiceFailedError(SERVICES[record.name], 'it ended soon after its start', lines);
    }
  }

  /** Stops what this run started, in reverse, and forgets it. What ran before goes on. */
  private async rollBack(): Promise<void> {
    const { runtime, home, onEvent } = this.options;
    if (this.startedNow.length > 0) onEvent({ type: 'phase', phase: 'rollback' });
    for (const record of this.startedNow.toReversed()) {
      try {
        await runtime.stop(SERVICES[record.name], record);
        delete this.state.services[record.name];
        this.tell(record.name, 'stopped');
      } catch (error) {
        // It stays in the record, so that `down` can try again.
        const why = error instanceof Error ? error.message : String(error);
        onEvent({ type: 'notice', text: `${SERVICES[record.name].title} could not be stopped: ${why}` });
      }
    }
    // A past that no lab went on from: the next `up` makes one up to its own time. What is left of it, `down` clears away.
    if (this.seeded && !this.state.services.prometheus)
      await runtime.discard(SERVICES.prometheus, home).catch(() => undefined);
    await this.writing.catch(() => undefined);
    if (Object.keys(this.state.services).length === 0) {
      await runtime.release(home).catch(() => undefined); // what is left of it carries the mark, for `down`
      await removeState(home);
    } else await this.save().catch(() => undefined); // the record of before names no process that is not the lab's
  }

  private tell(
    service: ServiceName,
    state: Extract<UpEvent, { type: 'service' }>['state'],
    detail?: string,
  ): void {
    this.options.onEvent({ type: 'service', service, state, ...(detail !== undefined && { detail }) });
  }

  /** One write after the other, each of the state as it then is. One that fails is told to whoever asked for it only. */
  private save(): Promise<void> {
    const before = this.writing.catch(() => undefined);
    this.writing = before.then(() => writeState(this.options.home, this.state));
    return this.writing;
  }
}
