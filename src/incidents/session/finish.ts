import { ExitCode, LabError } from '../../errors.js';
import { readCharts } from '../debrief/charts.js';
import { checkDecoys } from '../debrief/decoys.js';
import type { IncidentReport } from '../debrief/report.js';
import { timelineOf, timesOf } from '../debrief/timeline.js';
import { gradeIncident } from '../grading/grade.js';
import type { IncidentFacts } from '../grading/types.js';
import { PASS_POINTS } from '../grading/weights.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan } from '../plan/plan.js';
import { saveReport } from '../saved/records.js';
import { type Lab, type OpenIncident, planOf, requireIncident } from './incident-file.js';
import { affectedShare, openHistory } from './measure.js';
import { endIncident } from './stop.js';

/**
 * Grades the open incident, saves the report, and ends whatever is still in effect.
 * @throws LabError INCIDENT_NONE, INCIDENT_UNPAGED
 */
export async function finishIncident(lab: Lab): Promise<{ report: IncidentReport; file: string }> {
  const report = await gradeOpenIncident(lab);
  const file = await saveReport(lab.home, report);
  await endIncident(lab);
  return { report, file };
}

/**
 * Grades the open incident as it is now, and leaves it open.
 * @throws LabError INCIDENT_NONE, INCIDENT_UNPAGED
 */
export async function gradeOpenIncident(lab: Lab): Promise<IncidentReport> {
  const incident = await requireIncident(lab);
  if (!incident.page) {
    throw new LabError('There is no page yet, so there is nothing to report.', {
      code: 'INCIDENT_UNPAGED',
      exitCode: ExitCode.failed,
      hints: ['Wait for it: obs-lab incident status --wait', 'Give it up: obs-lab incident stop'],
    });
  }
  return reportOf(lab, incident, incident.page);
}

async function reportOf(
  lab: Lab,
  incident: OpenIncident,
  page: NonNullable<OpenIncident['page']>,
): Promise<IncidentReport> {
  const plan = planOf(incident);
  const now = Date.now() / 1000 - 1;
  const history = openHistory(lab.prometheus);
  const facts = await factsOf(lab, plan, incident, now);
  const from = facts.beganAt ?? page.at;
  const [{ score, fields }, decoys, charts] = await Promise.all([
    gradeIncident(plan, incident.answers, facts, history),
    checkDecoys(plan, { from, to: Math.max(facts.endedAt, from + 5) }, history),
    readCharts(lab.prometheus, incident.startedAt, now),
  ]);
  const isRight = (field: string): boolean =>
    fields.some((each) => each.field === field && each.verdict === 'right');
  return {
    version: 1,
    id: incident.id,
    seed: plan.seed,
    difficulty: plan.difficulty,
    startedAt: rfc(incident.startedAt),
    endedAt: rfc(now),
    score,
    passed: score >= PASS_POINTS,
    faults: plan.faults.map(({ id, intensity }) => {
      const { title, what, mitigations } = knownFault(id);
      return { id, title, what, intensity, mitigations };
    }),
    release: plan.releaseAfterSeconds !== undefined,
    page: { ...page, at: rfc(page.at) },
    fields,
    times: timesOf(plan, incident, isRight('origin') && isRight('cause')),
    queries: incident.queries,
    timeline: timelineOf(plan, incident, now).map(({ at, what }) => ({ at: rfc(at), what })),
    evidence: plan.faults.flatMap(({ id }) =>
      knownFault(id).evidence.flatMap((item) =>
        item.kind === 'promql' ? [{ fault: id, says: item.says, expr: item.expr }] : [],
      ),
    ),
    decoys,
    charts,
  };
}

async function factsOf(
  { prometheus }: Lab,
  plan: IncidentPlan,
  { hidden, startedAt, baseline, page, actions, recovery }: OpenIncident,
  now: number,
): Promise<IncidentFacts> {
  const beganAt = plan.faults.length === 0 ? undefined : hidden.beganAt;
  const pagedAt = page?.at ?? now;
  // Until something changed: an action that ended nothing did not end what there was to see.
  const endedAt = actions.find(({ ended }) => ended > 0)?.at ?? now;
  return {
    startedAt,
    beganAt,
    pagedAt,
    endedAt,
    affected:
      beganAt === undefined
        ? { low: 0, high: 0 }
        : await affectedShare(prometheus, { from: beganAt, to: endedAt, baselineRate: baseline.rate }),
    actions,
    recovery,
  };
}

function rfc(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
