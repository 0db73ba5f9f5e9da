import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultId } from '../../../lab/faults/index.js';
import { problemText } from '../grading/grade.js';
import type { Recovery } from '../grading/types.js';
import { ALL_FAULTS, knownFault } from '../plan/faults.js';
import { type Difficulty, type IncidentPlan, planIncident } from '../plan/plan.js';
import { waitForPage } from '../session/advance.js';
import { recordAnswer } from '../session/answers.js';
import { gradeOpenIncident } from '../session/finish.js';
import { type Lab, type OpenIncident, planOf, readIncident } from '../session/incident-file.js';
import { affectedShare } from '../session/measure.js';
import { mitigate } from '../session/mitigate.js';
import { startIncident } from '../session/start.js';
import { endIncident } from '../session/stop.js';

/** What `incident check --live --json` prints. Stable; fields may be added. */
export interface LiveCheck {
  ok: boolean;
  /** RFC 3339. */
  checkedAt: string;
  incidents: LiveIncident[];
}

/** An incident that was played with right answers on the running lab. */
export interface LiveIncident {
  seed: number;
  difficulty: Difficulty;
  /** Ids; empty for a false alarm. */
  faults: string[];
  ok: boolean;
  /** What did not go as it should, in words. */
  problems: string[];
  /** Null if none arrived. */
  page: { from: 'alert' | 'report'; afterSeconds: number; alerts: string[] } | null;
  /** Null if it could not be graded. */
  score: number | null;
  recovered: boolean;
}

/** A learner looks around before the first action: evidence has to hold for some seconds. */
const LOOK_MS = 20_000;
/** Traces of the incident before are still in the ranges of rules and queries. */
const REST_MS = 60_000;

export type LiveStep = 'waiting' | 'playing' | 'mitigating';

export interface LiveOptions {
  seeds: readonly number[];
  difficulty: Difficulty;
  onStep: (plan: IncidentPlan, step: LiveStep) => void;
  onChecked: (incident: LiveIncident) => void;
  signal: AbortSignal;
}

/**
 * Plays whole incidents on the running lab, with right answers: the page has to arrive, every answer has to score in
 * full, and the mitigation has to make the service recover. Takes two to four minutes each. Saves nothing.
 * @throws what starting an incident throws; the signal’s reason, after ending the incident
 */
export async function checkLive(
  lab: Lab,
  { seeds, difficulty, onStep, onChecked, signal }: LiveOptions,
): Promise<LiveCheck> {
  const incidents: LiveIncident[] = [];
  for (const [i, seed] of seeds.entries()) {
    const plan = planIncident(seed, difficulty);
    onStep(plan, 'waiting');
    if (i > 0) await sleep(REST_MS, undefined, { signal });
    const incident = await play(lab, plan, (step) => onStep(plan, step), signal);
    onChecked(incident);
    incidents.push(incident);
  }
  return { ok: incidents.every(({ ok }) => ok), checkedAt: new Date().toISOString(), incidents };
}

/** The smallest seed for each fault that is an incident of this difficulty; without names, for every fault. */
export function seedsFor(difficulty: Difficulty, faults: readonly string[]): number[] {
  const wanted = new Set<string>(faults.length > 0 ? faults : ALL_FAULTS);
  const found: number[] = [];
  for (let seed = 1; seed < MOST_SEEDS && wanted.size > 0; seed++) {
    const ids: readonly FaultId[] = planIncident(seed, difficulty).faults.map(({ id }) => id);
    if (!ids.some((id) => wanted.has(id))) continue;
    for (const id of ids) wanted.delete(id);
    found.push(seed);
  }
  return found;
}

const MOST_SEEDS = 2_000;

async function play(
  lab: Lab,
  plan: IncidentPlan,
  onStep: (step: LiveStep) => void,
  signal: AbortSignal,
): Promise<LiveIncident> {
  const { seed, difficulty, faults } = plan;
  const known = { seed, difficulty, faults: faults.map(({ id }) => id) };
  await startIncident(lab, { seed, difficulty, signal });
  try {
    onStep('playing');
    const paged = await waitForPage(lab, signal);
    await sleep(LOOK_MS, undefined, { signal });
    await answerAll(lab, paged);
    onStep('mitigating');
    let recovery: Recovery = { held: false };
    for (const action of actionsFor(plan)) recovery = await mitigate(lab, action, { signal });
    const { score, fields } = await gradeOpenIncident(lab);
    const page = paged.page!;
    const problems = [
      ...(plan.page.from === 'alert' && page.from !== 'alert'
        ? [`no alert paged within ${plan.page.afterSeconds} s`]
        : []),
      ...(recovery.held ? [] : [`the service did not recover: ${problemText(recovery)}`]),
      ...fields
        .filter(({ points, weight }) => points < weight)
        .map(({ field, points, weight, reason }) => `${field}: ${points} of ${weight} points. ${reason}`),
    ];
    return {
      ...known,
      ok: problems.length === 0,
      problems,
      page: {
        from: page.from,
        afterSeconds: Math.round(page.at - (paged.hidden.beganAt ?? page.at)),
        alerts: [...new Set(page.alerts.map(({ name }) => name))],
      },
      score,
      recovered: recovery.held,
    };
  } finally {
    if (await readIncident(lab)) await endIncident(lab);
  }
}

/** Reports what is right, as far as a learner can know it before the first action. */
async function answerAll(lab: Lab, incident: OpenIncident): Promise<void> {
  const { origins, causes, faults } = planOf(incident);
  const { hidden, baseline } = incident;
  const began = faults.length === 0 ? undefined : hidden.beganAt;
  const share =
    began === undefined
      ? { low: 0, high: 0 }
      : await affectedShare(lab.prometheus, {
          from: began,
          to: Date.now() / 1000 - 1,
          baselineRate: baseline.rate,
        });
  const [evidence] = faults.flatMap(({ id }) =>
    knownFault(id).evidence.flatMap((item) => (item.kind === 'promql' ? [item.expr] : [])),
  );
  await recordAnswer(lab, 'began', { began: began ?? 'never' });
  await recordAnswer(lab, 'origin', { origin: origins.right });
  await recordAnswer(lab, 'cause', { cause: causes.right });
  if (evidence !== undefined) await recordAnswer(lab, 'evidence', { evidence });
  await recordAnswer(lab, 'blast', { blast: (share.low + share.high) / 2 });
}

/** The actions that end a plan’s faults, each once. */
function actionsFor({ faults }: IncidentPlan) {
  if (faults.length === 0) return ['do-nothing'] as const;
  return [...new Set(faults.map(({ id }) => knownFault(id).mitigations[0]!))];
}
