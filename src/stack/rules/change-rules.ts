import type { LabHome } from '../home.js';
import { endRulesLease, leaseRules } from '../lease/keeper.js';
import { isOver, readLease, type RulesLease } from '../lease/lease.js';
import type { Runtime } from '../runtimes/runtime.js';
import { SERVICES } from '../services/index.js';
import { ruleFiles } from '../services/template.js';
import type { ConfigFile } from '../spec.js';
import type { StackState } from '../state.js';

/** A running lab, as far as its rules are concerned. */
export interface RulesOf {
  home: LabHome;
  state: StackState;
  runtime: Runtime;
}

/**
 * Replaces the lab's alerting rules until the lease ends, and has Prometheus reload them. The lease is recorded first,
 * and a process of its own restores the rules in time, even if this command is killed.
 * @param files all rule files, as Prometheus is to see them
 */
export async function changeRules(
  { home, state, runtime }: RulesOf,
  files: readonly ConfigFile[],
  lease: RulesLease,
): Promise<void> {
  await leaseRules({ home, state }, lease);
  await writeRules(runtime, home, state, files);
}

/**
 * Restores the lab's own rules, if they were changed.
 * @returns the lease that has ended; undefined if there was none
 */
export async function restoreRules({ home, state, runtime }: RulesOf): Promise<RulesLease | undefined> {
  const lease = await readLease(home);
  if (!lease?.rules) return undefined;
  await writeRules(runtime, home, state, ruleFiles());
  await endRulesLease(home);
  return lease.rules;
}

/** Restores the rules if the lease is over and its process was killed. @returns the lease that is in effect */
export async function settleRules(rules: RulesOf): Promise<RulesLease | undefined> {
  const changed = (await readLease(rules.home))?.rules;
  if (!changed || !isOver(changed.endsAt)) return changed;
  await restoreRules(rules);
  return undefined;
}

async function writeRules(
  runtime: Runtime,
  home: LabHome,
  { services }: StackState,
  files: readonly ConfigFile[],
): Promise<void> {
  if (services.prometheus) await runtime.reconfigure(SERVICES.prometheus, services.prometheus, home, files);
}
