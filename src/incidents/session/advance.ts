import { setTimeout as sleep } from 'node:timers/promises';
import { HARMLESS_RELEASE } from '../../../lab/faults/index.js';
import { openControl } from '../../faults/control-client.js';
import { injectFault } from '../../faults/inject.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan } from '../plan/plan.js';
import {
  type Lab,
  OPEN_SECONDS,
  type OpenIncident,
  planOf,
  requireIncident,
  updateIncident,
} from './incident-file.js';
import { alertPage, hasAlerts, reportPage } from './page.js';

const POLL_MS = 1_000;
/** How long an alert is waited for if the lab has no rules, in seconds. */
const NO_RULES_WAIT = 15;

/**
 * Does what is due: the harmless release, the faults, the page. Any command of an incident can do it, so it goes on
 * after one was killed.
 * @throws LabError INCIDENT_NONE; EnvironmentError FAULT_FAILED · NotRunningError CONTROL_UNREACHABLE
 */
export async function advance(lab: Lab): Promise<OpenIncident> {
  const incident = await requireIncident(lab);
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
  if (page || hidden.beganAt === undefined) return incident;
  const found = await duePage(lab, plan, hidden.beganAt, now);
  return found ? updateIncident(lab, (latest) => ({ ...latest, page: latest.page ?? found })) : incident;
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
  await control.inject(HARMLESS_RELEASE, 'medium', leaseOf(changed));
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
    const injected = await injectFault(lab, knownFault(id), { intensity, seconds: leaseOf(claimed) });
    times.push(Date.parse(injected.startedAt) / 1000);
  }
  // Some take a few seconds to come into effect, such as filling a table.
  return updateIncident(lab, (latest) => ({
    ...latest,
    hidden: { ...latest.hidden, beganAt: Math.min(...times) },
  }));
}

/** Seconds until the incident ends by itself: the faults end with it. */
function leaseOf({ startedAt }: OpenIncident): number {
  return Math.max(1, Math.floor(startedAt + OPEN_SECONDS - Date.now() / 1000));
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
