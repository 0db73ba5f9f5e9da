import { setTimeout as sleep } from 'node:timers/promises';
import { HARMLESS_RELEASE } from '../../../lab/faults/index.js';
import { LabError } from '../../errors.js';
import { openControl } from '../../faults/control-client.js';
import { injectFault } from '../../faults/inject.js';
import { readState } from '../../stack/state.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan } from '../plan/plan.js';
import {
  type Lab,
  type OpenIncident,
  planOf,
  requireIncident,
  secondsLeft,
  updateIncident,
} from './incident-file.js';
import { keepFaults, startsOf } from './keep-faults.js';
import { alertPage, hasAlerts, reportPage } from './page.js';
import { endIncident } from './stop.js';

const POLL_MS = 1_000;
/** What injecting a fault can fail with. */
const CLOSES: ReadonlySet<string> = new Set(['FAULT_FAILED', 'CONTROL_UNREACHABLE']);
/** How long an alert is waited for if the lab has no rules, in seconds. */
const NO_RULES_WAIT = 15;

/**
 * Does what is due: the harmless release, the faults, the page. Any command of an incident can do it, so it goes on
 * after one was killed.
 * @throws LabError INCIDENT_NONE; EnvironmentError FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE, after closing
 *   the incident: without its faults there is nothing to find
 */
export async function advance(lab: Lab): Promise<OpenIncident> {
  const incident = await requireIncident(lab);
  try {
    return await advanceFrom(lab, incident);
  } catch (error) {
    if (!(error instanceof LabError) || !CLOSES.has(error.code)) throw error;
    await endIncident(lab).catch(() => undefined);
    const { message, code, exitCode, hints, details } = error;
    throw new LabError(`The incident is closed, because it could not go on. ${message}`, {
      code,
      exitCode,
      details,
      cause: error,
      hints: [...hints, 'Then start another one: obs-lab incident start'],
    });
  }
}

async function advanceFrom(lab: Lab, incident: OpenIncident): Promise<OpenIncident> {
  const plan = planOf(incident);
  const now = Date.now() / 1000;
  const { hidden, startedAt, page } = incident;
  const { releaseAfterSeconds } = plan;
  if (
    releaseAfterSeconds !== undefined &&
    hidden.releasedAt === undefined &&
    now >= startedAt + releaseAfterSeconds
  ) {
    return release(lab, now);
  }
  if (hidden.beganAt === undefined && now >= startedAt + plan.quietSeconds) return begin(lab, plan, now);
  if (hidden.beganAt === undefined) return incident;
  if (page) return keepFaults(lab, plan, incident);
  const found = await duePage(lab, plan, hidden.beganAt, now);
  return found
    ? updateIncident(lab, (latest) => ({ ...latest, page: latest.page ?? found }))
    : keepFaults(lab, plan, incident);
}

/**
 * Waits until the page has arrived.
 * @param signal ends the waiting early; the incident stays open
 */
export async function waitForPage(lab: Lab, signal?: AbortSignal): Promise<OpenIncident> {
  for (;;) {
    signal?.throwIfAborted();
    const incident = await advance(lab);
    if (incident.page) return incident;
    await sleep(POLL_MS, undefined, { ...(signal && { signal }) });
  }
}

async function release(lab: Lab, now: number): Promise<OpenIncident> {
  // Recorded first: another command that runs now must not release it a second time.
  const changed = await updateIncident(lab, (latest) => ({
    ...latest,
    hidden: { ...latest.hidden, releasedAt: now },
  }));
  const control = await openControl(lab.home, lab.state, 'api');
  await control.inject(HARMLESS_RELEASE, 'medium', secondsLeft(changed));
  return changed;
}

async function begin(lab: Lab, { faults }: IncidentPlan, now: number): Promise<OpenIncident> {
  const claimed = await updateIncident(lab, (latest) => ({
    ...latest,
    hidden: { ...latest.hidden, beganAt: now },
  }));
  if (faults.length === 0) return claimed;
  const times: number[] = [];
  for (const { id, intensity } of faults) {
    const injected = await injectFault(lab, knownFault(id), { intensity, seconds: secondsLeft(claimed) });
    times.push(Date.parse(injected.startedAt) / 1000);
  }
  const state = (await readState(lab.home)) ?? lab.state;
  // Some take a few seconds to come into effect, such as filling a table.
  return updateIncident(lab, (latest) => ({
    ...latest,
    hidden: { ...latest.hidden, beganAt: Math.min(...times), starts: startsOf(state) },
  }));
}

async function duePage(
  lab: Lab,
  { page: { from, afterSeconds, report } }: IncidentPlan,
  beganAt: number,
  now: number,
): Promise<OpenIncident['page']> {
  const waited = now - beganAt;
  if (from === 'report') return waited >= afterSeconds ? reportPage(now, report) : undefined;
  const page = await alertPage(lab, beganAt);
  if (page) return page;
  const most = (await hasAlerts(lab)) ? afterSeconds : NO_RULES_WAIT;
  return waited >= most ? reportPage(now, report) : undefined;
}
