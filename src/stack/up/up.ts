import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError } from '../../errors.js';
import { loadCredentials } from '../credentials.js';
import type { LabHome } from '../home.js';
import { forgetLease } from '../lease/keeper.js';
import { withLock } from '../lock.js';
import { bindProblem, freePort, requireFreePorts } from '../ports.js';
import { rememberedPorts, rememberPorts } from '../remembered-ports.js';
import { settleRules } from '../rules/change-rules.js';
import type { Runtime } from '../runtimes/runtime.js';
import { servicesOf } from '../services/index.js';
import { type PortName, portOf, type Ports, type ServiceName, type ServiceSpec } from '../spec.js';
import { inStartOrder } from '../start-order.js';
import { readState, type StackState } from '../state.js';
import { type VerifyResult, verifyStack } from '../verify/verify.js';
import { Availability } from './availability.js';
import { reporter, type UpEvent } from './events.js';
import { waitForFirstScrape } from './first-scrape.js';
import { openPlan, type PortWishes, type UpPlan } from './plan.js';
import { rollBack } from './roll-back.js';
import { StackRecord } from './stack-record.js';
import { requireStillRunning, startService } from './start-service.js';

/** How often a stack that was just started is verified once more if a check fails, and after how long. */
const CONFIRM_AGAIN = 4;
const CONFIRM_AGAIN_MS = 2_000;

export interface UpOptions {
  home: LabHome;
  runtime: Runtime;
  plan: UpPlan;
  /** Remarks about how the stack came to be; `status` repeats them. */
  notices: readonly string[];
  env: NodeJS.ProcessEnv;
  /** For each service to become healthy, and again for the first scrape of all; downloads not counted. */
  timeoutMs: number;
  signal: AbortSignal;
  onEvent: (event: UpEvent) => void;
}

export interface UpResult {
  state: StackState;
  /** False if everything ran already. */
  started: boolean;
  verified: VerifyResult;
}

/**
 * Brings the stack up: lock → preflight → start → healthy → scraped → verified. What runs already is left alone;
 * what is missing is started; if that can't be completed, what was started is stopped again.
 *
 * @throws InterruptedError once everything is rolled back
 * @throws LabError LOCKED, PORT_IN_USE, NO_PROMETHEUS, SERVICE_FAILED, NOT_SCRAPED …
 */
export async function up(options: UpOptions): Promise<UpResult> {
  return withLock(options.home, 'up', async () => {
    const { record, missing } = await preflight(options);
    const failure = new AbortController();
    const signal = AbortSignal.any([options.signal, failure.signal]);
    try {
      await startAll(missing, record, { ...options, signal }, (cause) =>
        // With the cause: whatever is cut short by it must not hide it.
        failure.abort(cause),
      );
      return await confirmUp(record, missing.length > 0, { ...options, signal });
    } catch (error) {
      await rollBack(record, options);
      if (!options.signal.aborted) throw error;
      throw new InterruptedError(
        record.startedNow.length > 0
          ? 'Interrupted; everything this run started was stopped.'
          : 'Interrupted.',
      );
    }
  });
}

/** What there is, what is missing, and an end to what an earlier run left behind. */
async function preflight(options: UpOptions): Promise<{ record: StackRecord; missing: ServiceSpec[] }> {
  const { home, runtime, plan, notices, onEvent } = options;
  onEvent({ type: 'phase', phase: 'preflight' });
  const recorded = await readState(home);
  const alive = await aliveServices(recorded, runtime);
  if (recorded && alive.has('prometheus')) await settleRules({ home, state: recorded, runtime });
  else await forgetLease(home); // Prometheus starts with the lab's own rules
  const state = openPlan(plan, recorded, runtime.name, alive, await rememberedPorts(home));
  state.notices.push(...notices);
  for (const stray of await runtime.strays(home, Object.values(recorded?.services ?? {}))) {
    onEvent({ type: 'notice', text: `Stopped ${stray.description}, left over from a run that was killed` });
    await stray.stop();
  }
  for (const name of alive) reporter(name, onEvent)('healthy', 'already running');
  for (const [name, why] of Object.entries(state.skipped)) {
    reporter(name as ServiceName, onEvent)('skipped', why);
  }
  const missing = servicesOf(state).filter(({ name }) => !alive.has(name) && !(name in state.skipped));
  for (const { name } of missing) reporter(name, onEvent)('waiting');
  await chooseFreePorts(missing, state.ports, plan.ports);
  return { record: new StackRecord(home, state), missing };
}

/** Moves what is missing and may be on any port (`--port auto`) off ports that are taken. */
async function chooseFreePorts(
  missing: readonly ServiceSpec[],
  ports: Ports,
  wishes: PortWishes,
): Promise<void> {
  for (const { port: name } of missing) {
    const port = ports[name];
    if (port === undefined || wishes[name as PortName] !== 'auto') continue;
    if ((await bindProblem(port)) === undefined) continue;
    do ports[name] = await freePort();
    while (Object.entries(ports).some(([other, used]) => other !== name && used === ports[name]));
  }
}

async function aliveServices(recorded: StackState | undefined, runtime: Runtime): Promise<Set<ServiceName>> {
  const records = Object.values(recorded?.services ?? {});
  const running = await Promise.all(records.map((record) => runtime.isRunning(record)));
  return new Set(records.filter((_, i) => running[i]).map(({ name }) => name));
}

/** @param onFailure called at the first failure, to end the downloads and waits of the other services */
async function startAll(
  missing: readonly ServiceSpec[],
  record: StackRecord,
  options: UpOptions,
  onFailure: (cause: unknown) => void,
): Promise<void> {
  if (missing.length === 0) return;
  const { home, env, runtime, plan, signal, timeoutMs, onEvent } = options;
  const { ports } = record.state;
  for (const { port, controlPort } of missing) {
    if (port === 'worlds') ports.worlds = await freePort();
    if (controlPort) ports[controlPort] = await freePort();
  }
  const partlyUp = Object.keys(record.state.services).length > 0;
  await requireFreePorts(
    missing.map((spec) => ({ name: spec.port, port: portOf(spec, ports) })),
    { partlyUp },
  );
  await rememberPorts(home, ports);
  const isSkipped = (name: ServiceName): boolean => name in record.state.skipped;
  const context = { home, env, signal, ports, credentials: await loadCredentials(home), isSkipped };
  await record.save();
  onEvent({ type: 'phase', phase: 'start' });
  const availability = new Availability(missing);
  const start = { runtime, context, record, availability, history: plan.history, timeoutMs, onEvent };
  await inStartOrder(missing, { work: (spec, ready) => startService(spec, start, ready), onFailure });
}

/** Everything is healthy by itself; now together: scraped, then verified. */
async function confirmUp(record: StackRecord, started: boolean, options: UpOptions): Promise<UpResult> {
  const { home, runtime, signal, timeoutMs, onEvent } = options;
  const { state } = record;
  const requireRunning = () => requireStillRunning(record.startedNow, runtime, home);
  await waitForFirstScrape({ state, timeoutMs, signal, requireRunning, onEvent });
  onEvent({ type: 'phase', phase: 'verify' });
  let verified = await verifyStack(home, state, runtime);
  // On a machine that is busy starting all this, a first answer can be late.
  for (let more = started ? CONFIRM_AGAIN : 0; more > 0 && !verified.ok; more--) {
    await sleep(CONFIRM_AGAIN_MS, undefined, { signal });
    verified = await verifyStack(home, state, runtime);
  }
  signal.throwIfAborted();
  onEvent({ type: 'phase', phase: 'done' });
  return { state, started, verified };
}
