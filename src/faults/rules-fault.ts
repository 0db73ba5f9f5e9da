import type { Injected } from '../../lab/control/injector.js';
import { brokenAlertRule } from '../../lab/faults/catalog/broken-alert-rule.js';
import type { Fault, Intensity } from '../../lab/faults/fault.js';
import type { LabHome } from '../stack/home.js';
import type { RulesLease } from '../stack/lease/lease.js';
import { changeRules, restoreRules, type RulesOf, settleRules } from '../stack/rules/change-rules.js';
import { openRuntime } from '../stack/runtimes/index.js';
import { ruleFiles } from '../stack/services/template.js';
import type { StackState } from '../stack/state.js';
import { breakRules } from './broken-rules.js';

/** The fault that the CLI itself carries out, on the lab's rule files. */
const { id } = brokenAlertRule satisfies Fault;

/** Breaks alerting rules for that many seconds; if some are broken already, this replaces it. */
export async function injectIntoRules(
  home: LabHome,
  state: StackState,
  { intensity, seconds }: { intensity: Intensity; seconds: number },
): Promise<Injected> {
  const now = Date.now();
  const lease = {
    intensity,
    startedAt: new Date(now).toISOString(),
    endsAt: new Date(now + seconds * 1000).toISOString(),
  };
  const files = breakRules(ruleFiles(), brokenAlertRule.parameters[intensity].rules);
  await changeRules(await rulesOf(home, state), files, lease);
  return injectedBy(lease);
}

/** Restores the rules. @returns what was in effect: one fault, or none */
export async function clearRules(home: LabHome, state: StackState): Promise<Injected[]> {
  const lease = await restoreRules(await rulesOf(home, state));
  return lease ? [injectedBy(lease)] : [];
}

/** What is in effect: one fault, or none. Restores rules whose lease is over. */
export async function listRules(home: LabHome, state: StackState): Promise<Injected[]> {
  const lease = await settleRules(await rulesOf(home, state));
  return lease ? [injectedBy(lease)] : [];
}

async function rulesOf(home: LabHome, state: StackState): Promise<RulesOf> {
  return { home, state, runtime: await openRuntime(state.runtime) };
}

function injectedBy({ intensity, startedAt, endsAt }: RulesLease): Injected {
  return { id, intensity: intensity as Intensity, startedAt, endsAt, state: 'active' };
}
