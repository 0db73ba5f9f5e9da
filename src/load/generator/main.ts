import { watchHealth } from './health.js';
import type { FromGenerator, GeneratorResult, LoadPlan, ToGenerator } from './messages.js';
import { TallyRecorder } from './tally.js';
import { UserPool } from './users.js';

/**
 * The load generator: a separate child process, so that neither rendering nor Prometheus queries delay a
 * measurement. It gets its orders by IPC (messages.ts) and ends with its parent.
 */

const RAMP_TICK_MS = 100;
const INTERVAL_MS = 1000;

process.on('disconnect', () => process.exit(0));

let stopEarly: ((drainMs: number) => void) | undefined;
process.on('message', (message: ToGenerator) => {
  if (message.type === 'stop') stopEarly?.(message.drainMs);
  else void run(message.plan).then((result) => say({ type: 'done', result }, () => process.disconnect()));
});
say({ type: 'ready' });

function say(message: FromGenerator, then?: () => void): void {
  process.send?.(message, undefined, undefined, () => then?.());
}

async function run(plan: LoadPlan): Promise<GeneratorResult> {
  const tally = new TallyRecorder(plan.timeoutMs);
  const users = new UserPool(plan, tally);
  const health = watchHealth();
  const startedAt = Date.now() / 1000;
  const start = performance.now();
  const elapsedMs = () => performance.now() - start;

  let last = 0;
  const report = () => {
    const now = elapsedMs();
    const interval = tally.flush();
    const at = { second: now / 1000, seconds: (now - last) / 1000, time: Date.now() / 1000 };
    last = now;
    const who = { users: users.running, generator: health() };
    say({ type: 'interval', interval: { ...at, ...who, ...interval, total: tally.totals() } });
  };

  const ramp = () => {
    const due = Math.min(plan.users, Math.floor((elapsedMs() * plan.spawnRate) / 1000) + 1);
    if (due > users.started) users.start(due - users.started);
    if (users.started === plan.users) clearInterval(ramping);
  };
  const ramping = setInterval(ramp, RAMP_TICK_MS);
  ramp();
  const reporting = setInterval(report, INTERVAL_MS);

  const rampMs = (plan.users / plan.spawnRate) * 1000;
  const endWarmup = () => {
    report();
    tally.endWarmup();
  };
  const { warmupSeconds } = plan;
  const warmup =
    warmupSeconds === undefined ? undefined : setTimeout(endWarmup, rampMs + warmupSeconds * 1000);

  const fullMs = rampMs + plan.holdSeconds * 1000;
  const drainMs = await new Promise<number>((resolve) => {
    setTimeout(() => resolve(plan.timeoutMs), fullMs);
    stopEarly = resolve;
  });
  clearInterval(ramping);
  if (warmup) {
    clearTimeout(warmup);
    report();
  }
  const sendingSeconds = elapsedMs() / 1000;
  say({ type: 'draining' });
  // Every request in flight has its own timeout; a little later the stragglers are cut off. A second request to stop
  // while it drains cuts them off sooner.
  const cutOff = (ms: number) => setTimeout(() => users.abort(), ms).unref();
  cutOff(drainMs + 500);
  stopEarly = cutOff;
  await users.stop();
  clearInterval(reporting);
  report();
  const measured = tally.sinceWarmup();
  return {
    startedAt,
    endedAt: Date.now() / 1000,
    sendingSeconds,
    total: tally.totals(),
    ...(measured && { measured }),
    ...tally.rows(),
    leftovers: users.leftovers(),
    uncertainCreates: users.uncertainCreates(),
  };
}
