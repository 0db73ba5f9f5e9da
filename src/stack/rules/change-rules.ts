import type { LabHome } from '../home.js';
import { endProcess } from '../processes.js';
import type { Runtime } from '../runtimes/runtime.js';
import { SERVICES } from '../services/index.js';
import { ruleFiles } from '../services/template.js';
import type { ConfigFile } from '../spec.js';
import type { StackState } from '../state.js';
import { isOver, readRulesLease, removeRulesLease, type RulesLease, writeRulesLease } from './lease.js';
import { startRulesTimer } from './timer.js';

/** A running lab, as far as its rules are concerned. */
export interface RulesOf {
  home: LabHome;
  state: StackState;
  runtime: Runtime;
}

const TIMER_GRACE_MS = 2_000;

/**
 * Replaces the lab's alerting rules until the lease ends, and has Prometheus reload them. The lease is recorded first,
 * and a process of its own restores the rules in time, even if this command is killed.
 * @param files all rule files, as Prometheus is to see them
 */
export async function changeRules(
  { home, state, runtime }: RulesOf,
  files: readonly ConfigFile[],
  lease: Omit<RulesLease, 'timer'>,
): Promise<void> {
  await stopTimer(await readRulesLease(home));
  await writeRulesLease(home, lease);
  const timer = await startRulesTimer(home, state.services.prometheus?.process?.pid);
  await writeRulesLease(home, { ...lease, timer });
  await writeRules(runtime, home, state, files);
}

/**
 * Restores the lab's own rules, if they were changed.
 * @returns the lease that has ended; undefined if there was none
 */
export async function restoreRules({ home, state, runtime }: RulesOf): Promise<RulesLease | undefined> {
  const lease = await readRulesLease(home);
  if (!lease) return undefined;
  await writeRules(runtime, home, state, ruleFiles());
  await removeRulesLease(home);
  await stopTimer(lease);
  return lease;
}

/** Restores the rules if the lease is over and its timer was killed. @returns the lease that is in effect */
export async function settleRules(rules: RulesOf): Promise<RulesLease | undefined> {
  const lease = await readRulesLease(rules.home);
  if (!lease || !isOver(lease)) return lease;
  await restoreRules(rules);
  return undefined;
}

/** Forgets the lease of a Prometheus that does not run: when it starts, it gets the lab's own rules. */
export async function forgetRules(home: LabHome): Promise<void> {
  const lease = await readRulesLease(home);
  await removeRulesLease(home);
  await stopTimer(lease);
}

async function writeRules(
  runtime: Runtime,
  home: LabHome,
  { services }: StackState,
  files: readonly ConfigFile[],
): Promise<void> {
  if (services.prometheus) await runtime.reconfigure(SERVICES.prometheus, services.prometheus, home, files);
}

async function stopTimer(lease: RulesLease | undefined): Promise<void> {
  // The timer itself restores the rules through here.
  if (!lease?.timer || lease.timer.pid === process.pid) return;
  await endProcess(lease.timer, 'SIGTERM', TIMER_GRACE_MS);
}
