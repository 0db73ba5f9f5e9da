import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionId } from '../../../lab/faults/actions.js';
import { ExitCode, LabError } from '../../errors.js';
import { carryOut } from '../../faults/act.js';
import { listRules } from '../../faults/rules-fault.js';
import { judgeRecovery, problemOf, type RecoverySample } from '../grading/recovery.js';
import type { Recovery } from '../grading/types.js';
import { knownFault } from '../plan/faults.js';
import { type Lab, planOf, requireIncident, updateIncident } from './incident-file.js';
import { isTrueNow, openHistory, serviceLevel } from './measure.js';

const POLL_MS = 1_500;
/** If nothing has recovered by then, it will not. */
const HOPELESS_SECONDS = 50;
const MAX_WATCH_SECONDS = 150;

export interface Mitigated extends Recovery {
  action: ActionId;
}

export interface MitigateOptions {
  /** Called for every look at the service while it is watched. */
  onSample?: (sample: RecoverySample, seconds: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Lets the lab carry out an action, and watches until the service has been healthy for 30 s with complete traffic, or it
 * is clear that it won’t be.
 * @throws LabError INCIDENT_NONE, INCIDENT_UNPAGED · EnvironmentError FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE
 */
export async function mitigate(
  lab: Lab,
  action: ActionId,
  { onSample, signal }: MitigateOptions = {},
): Promise<Mitigated> {
  const incident = await requireIncident(lab);
  if (!incident.page) throw unpaged();
  const at = Date.now() / 1000;
  const over = await carryOut(lab, action);
  const ended = planOf(incident).faults.filter(({ id }) => over.includes(id)).length;
  await updateIncident(lab, ({ recovery: _, ...latest }) => ({
    ...latest,
    hidden: { ...latest.hidden, over: [...(latest.hidden.over ?? []), ...over] },
    actions: [...latest.actions, { action, at, ended }],
    answeredAt: { ...latest.answeredAt, mitigation: at },
  }));
  const recovery = await watchRecovery(lab, at, { ...(onSample && { onSample }), signal });
  await updateIncident(lab, (latest) => ({ ...latest, recovery }));
  return { action, ...recovery };
}

function unpaged(): LabError {
  return new LabError('There is no page yet, so there is nothing to mitigate.', {
    code: 'INCIDENT_UNPAGED',
    exitCode: ExitCode.failed,
    hints: ['Wait for it: obs-lab incident status --wait'],
  });
}

async function watchRecovery(
  lab: Lab,
  actedAt: number,
  { onSample, signal }: MitigateOptions,
): Promise<Recovery> {
  const incident = await requireIncident(lab);
  const faults = planOf(incident).faults.map(({ id }) => knownFault(id));
  const symptoms = faults.map(({ symptom }) => symptom);
  // A broken rule shows only while something else is wrong: look at the rule itself.
  const hasRuleFault = faults.some(({ program }) => program === 'rules');
  const history = openHistory(lab.prometheus);
  const samples: RecoverySample[] = [];
  for (;;) {
    const [level, shown, broken] = await Promise.all([
      serviceLevel(lab.prometheus),
      Promise.all(symptoms.map((expr) => isTrueNow(history, expr))),
      hasRuleFault ? listRules(lab.home, lab.state) : [],
    ]);
    const symptom = shown.some(Boolean) || broken.length > 0;
    const sample = { ...level, at: Date.now() / 1000, symptom };
    samples.push(sample);
    const watched = sample.at - actedAt;
    onSample?.(sample, watched);
    const recovery = judgeRecovery(samples, incident.baseline);
    const neverWell = samples.every((each) => problemOf(each, incident.baseline) !== undefined);
    if (recovery.held || watched > MAX_WATCH_SECONDS || (neverWell && watched > HOPELESS_SECONDS)) {
      return recovery;
    }
    await sleep(POLL_MS, undefined, { ...(signal && { signal }) });
  }
}
