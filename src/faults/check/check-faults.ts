import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type Intensity } from '../../../lab/faults/fault.js';
import { faultById } from '../../../lab/faults/index.js';
import { LabError } from '../../errors.js';
import type { RunningStack } from '../../stack/access.js';
import { openRuntime } from '../../stack/runtimes/index.js';
import type { Runtime } from '../../stack/runtimes/runtime.js';
import { verifyStack } from '../../stack/verify/verify.js';
import { activeIn } from '../active.js';
import { clearFaults } from '../clear.js';
import { injectFault } from '../inject.js';
import { HELD_SECONDS, judgeFault, VERIFY_LIMIT_SECONDS } from './judge.js';
import { alertsOver, evidenceOver, instantsOf, type Span } from './observe.js';
import type { CheckedFault, FaultCheck, Observation } from './types.js';

/** How long the lab must have been quiet before a fault is injected: longer than the windows of all evidence. */
const BEFORE_SECONDS = 20;
/** How long a fault is in effect, at least: alerts that should not fire get their chance too. */
const SHORTEST_SECONDS = 30;
/** By then, its alerts have to have fired. */
const LONGEST_SECONDS = 80;
/** Windows of rules and symptoms have to pass. */
const QUIET_LIMIT_SECONDS = 120;
/** Prometheus needs this long until a moment is completely scraped and evaluated. */
const SETTLE_SECONDS = 2;
/** Of the API's log: a flood of requests writes a bounded sample only. */
const SEARCHED_LINES = 50_000;
const POLL_MS = 1_000;

export interface CheckOptions {
  stack: RunningStack;
  faults: readonly Fault[];
  intensity: Intensity;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onStep: (fault: Fault, step: 'waiting' | 'injected' | 'cleared') => void;
  onChecked: (checked: CheckedFault) => void;
}

/**
 * Injects one fault after the other into the running lab, and checks that each does what it documents, and nothing
 * else. All of them take about half an hour.
 * @throws LabError NOT_QUIET if alerts fire although no fault is in effect; what injecting a fault throws
 */
export async function checkFaults(options: CheckOptions): Promise<FaultCheck> {
  const { stack, faults, env, signal, onChecked } = options;
  const runtime = await openRuntime(stack.state.runtime, env);
  const checked: CheckedFault[] = [];
  try {
    for (const fault of faults) {
      signal.throwIfAborted();
      const observation = await observeFault(fault, runtime, options);
      const problems = judgeFault(fault, observation);
      const result = { ...observation, ok: problems.length === 0, problems };
      checked.push(result);
      onChecked(result);
    }
  } finally {
    await clearFaults(stack, undefined).catch(() => undefined); // their leases end them too
  }
  return {
    ok: checked.every(({ ok }) => ok),
    checkedAt: new Date().toISOString(),
    prometheus: await stack.prometheus.version(),
    faults: checked,
  };
}

async function observeFault(fault: Fault, runtime: Runtime, options: CheckOptions): Promise<Observation> {
  const { stack, intensity, signal, onStep } = options;
  const { prometheus, home, state } = stack;
  const inject = (wanted: Fault, how: Intensity) =>
    injectFault(stack, wanted, { intensity: how, seconds: 5 * LONGEST_SECONDS });
  const log = async (): Promise<string[]> => runtime.lastLines(home, 'api', SEARCHED_LINES);

  onStep(fault, 'waiting');
  await clearFaults(stack, undefined);
  if ((await untilQuiet(options, fault, BEFORE_SECONDS)) === null) {
    throw new LabError('Alerts fire, or the symptom holds, although no fault is in effect.', {
      code: 'NOT_QUIET',
      exitCode: 1,
      hints: ['See what fires: obs-lab query ALERTS', 'Check the lab: obs-lab verify'],
    });
  }
  const shownBy = fault.shownBy && faultById(fault.shownBy.id);
  if (fault.shownBy && shownBy) {
    // Alone, it must not look like this fault.
    await inject(shownBy, fault.shownBy.intensity);
    await sleep(2 * BEFORE_SECONDS * 1000, undefined, { signal });
  }
  const before: Span = { start: unixNow() - BEFORE_SECONDS, end: unixNow() };
  const symptomBefore = await instantsOf(prometheus, fault.symptom, before);
  const evidenceBefore = await evidenceOver(prometheus, await log(), before);

  await inject(fault, intensity);
  const start = unixNow();
  onStep(fault, 'injected');
  const during = await untilSeen(fault, start, log, options);
  const symptom = await instantsOf(prometheus, fault.symptom, during);
  const evidence = await evidenceOver(prometheus, await log(), during);

  await clearFaults(stack, undefined);
  onStep(fault, 'cleared');
  const verifiedAfter = await within(VERIFY_LIMIT_SECONDS, signal, async () => {
    return (await verifyStack(home, state, runtime)).ok;
  });
  const quietAfter = await untilQuiet(options, fault, HELD_SECONDS);
  const end = unixNow();
  return {
    fault: fault.id,
    intensity,
    symptom: {
      before: symptomBefore.length,
      during: symptom.length,
      firstAfter: symptom[0] === undefined ? null : symptom[0] - start,
      after: (await instantsOf(prometheus, fault.symptom, { start: end, end })).length,
    },
    evidence,
    evidenceBefore,
    alerts: await alertsOver(prometheus, { start, end }),
    verifiedAfter,
    quietAfter,
    remaining: (await activeIn(home, state)).map(({ id }) => id),
  };
}

/** Waits until everything that the fault documents was seen. @returns the span in which it was in effect */
async function untilSeen(
  fault: Fault,
  start: number,
  log: () => Promise<string[]>,
  { stack: { prometheus }, intensity, signal }: CheckOptions,
): Promise<Span> {
  const seen = async (): Promise<boolean> => {
    const span = { start, end: unixNow() };
    if (span.end - start < SHORTEST_SECONDS) return false;
    const alerts = await alertsOver(prometheus, span);
    if (intensity !== 'low' && fault.alerts.some((name) => !(name in alerts))) return false;
    const held = (await evidenceOver(prometheus, await log(), span))[fault.id] ?? [];
    if (held.some((each, i) => each < (fault.evidence[i]?.kind === 'log' ? 1 : HELD_SECONDS))) return false;
    return (await instantsOf(prometheus, fault.symptom, span)).length >= HELD_SECONDS;
  };
  await within(LONGEST_SECONDS, signal, seen);
  return { start, end: unixNow() };
}

/**
 * @param forSeconds how long the lab must be quiet: no alert, no symptom
 * @returns the seconds until then; null if that takes too long
 */
async function untilQuiet(
  { stack: { prometheus }, signal }: CheckOptions,
  { symptom }: Fault,
  forSeconds: number,
): Promise<number | null> {
  return within(QUIET_LIMIT_SECONDS, signal, async () => {
    const span = { start: unixNow() - forSeconds, end: unixNow() };
    const alerts = await instantsOf(prometheus, 'ALERTS{alertstate="firing"}', span);
    return alerts.length === 0 && (await instantsOf(prometheus, symptom, span)).length === 0;
  });
}

/** Asks once per second. @returns the seconds until the answer was true; null if that takes too long */
async function within(
  seconds: number,
  signal: AbortSignal,
  ask: () => Promise<boolean>,
): Promise<number | null> {
  const begun = performance.now();
  const elapsed = (): number => Math.round((performance.now() - begun) / 100) / 10;
  while (elapsed() <= seconds) {
    if (await ask()) return elapsed();
    await sleep(POLL_MS, undefined, { signal });
  }
  return null;
}

/** The latest second that is completely scraped and evaluated. */
function unixNow(): number {
  return Math.floor(Date.now() / 1000) - SETTLE_SECONDS;
}
