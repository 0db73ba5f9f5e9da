import { spread } from '../grading/evidence.js';
import { gradeIncident, type Grading } from '../grading/grade.js';
import { judgeRecovery, type RecoverySample, type ServiceLevel } from '../grading/recovery.js';
import type { Answers, DoneAction, Field, History, IncidentFacts } from '../grading/types.js';
import { knownFault } from '../plan/faults.js';
import type { IncidentPlan } from '../plan/plan.js';

/** A made-up course of an incident: right answers for a plan, ways to get each field wrong, and their grades. */

const STARTED_AT = 1_000_000;
const PAGE_AFTER = 30;
const ACT_AFTER = 90;
const BLAST = { low: 0.3, high: 0.34 };
const BASELINE: ServiceLevel = { rate: 20, badShare: 0 };
const ALWAYS = 'up == 1';
const NEVER = 'up > 1';

/** One deviation from the right report, and the field that it must fail. */
export interface Trial {
  name: string;
  /** Undefined for the right report. */
  fails: Field | undefined;
  answers: Answers;
  actions: readonly DoneAction[];
  /** How the service does after the last action. */
  samples: readonly RecoverySample[];
}

/** The right report of a plan, and every deviation from it. */
export function trialsOf(plan: IncidentPlan): Trial[] {
  const began = STARTED_AT + plan.quietSeconds;
  const isAlarm = plan.faults.length === 0;
  const query = plan.faults
    .flatMap(({ id }) => knownFault(id).evidence)
    .find((item) => item.kind === 'promql');
  const answers: Answers = {
    began: isAlarm ? 'never' : began,
    origin: plan.origins.right,
    cause: plan.causes.right,
    ...(query && { evidence: query.expr }),
    blast: isAlarm ? 0 : BLAST.low,
  };
  const needed = [...new Set(plan.faults.map(({ id }) => knownFault(id).mitigations[0]!))];
  const at = began + ACT_AFTER;
  const actions: DoneAction[] = isAlarm
    ? [{ action: 'do-nothing', at, ended: 0 }]
    : needed.map((action) => ({ action, at, ended: 1 }));
  const right: Omit<Trial, 'name' | 'fails'> = { answers, actions, samples: course(BASELINE, false) };
  const wrong = (name: string, fails: Field, change: Partial<typeof right>): Trial => ({
    ...right,
    ...change,
    name,
    fails,
  });
  const broken = course({ rate: 20, badShare: 0.3 }, true);
  return [
    { ...right, name: 'right answers', fails: undefined },
    ...plan.causes.options
      .filter((id) => !plan.causes.right.includes(id))
      .map((id) => wrong('decoy as cause', 'cause', { answers: { ...answers, cause: [id] } })),
    wrong('wrong time', 'began', { answers: { ...answers, began: isAlarm ? began : began + 300 } }),
    ...plan.origins.options
      .filter((id) => !plan.origins.right.includes(id))
      .map((id) => wrong('wrong origin', 'origin', { answers: { ...answers, origin: [id] } })),
    ...(isAlarm
      ? []
      : [
          wrong('evidence always true', 'evidence', { answers: { ...answers, evidence: ALWAYS } }),
          wrong('evidence always false', 'evidence', { answers: { ...answers, evidence: NEVER } }),
        ]),
    wrong('wrong blast radius', 'blast', { answers: { ...answers, blast: 0.9 } }),
    wrong('traffic stopped', 'mitigation', { samples: course({ rate: 0, badShare: 0 }, false) }),
    isAlarm
      ? wrong('wrong action', 'mitigation', { actions: [{ action: 'restart', at, ended: 0 }] })
      : wrong('wrong action', 'mitigation', {
          actions: [{ action: 'do-nothing', at, ended: 0 }],
          samples: broken,
        }),
  ];
}

/** Grades a trial on a made-up history: the faults’ own evidence is true while they are in effect, a decoy’s never. */
export async function gradeTrial(plan: IncidentPlan, { answers, actions, samples }: Trial): Promise<Grading> {
  const began = STARTED_AT + plan.quietSeconds;
  const facts: IncidentFacts = {
    startedAt: STARTED_AT,
    beganAt: plan.faults.length === 0 ? undefined : began,
    pagedAt: began + PAGE_AFTER,
    endedAt: began + ACT_AFTER,
    affected: plan.faults.length === 0 ? { low: 0, high: 0 } : BLAST,
    actions,
    recovery: judgeRecovery(samples, BASELINE),
  };
  return gradeIncident(plan, answers, facts, madeUpHistory(plan, began));
}

function madeUpHistory({ faults }: IncidentPlan, began: number): History {
  const own = new Set(
    faults.flatMap(({ id }) => knownFault(id).evidence.flatMap((item) => ('expr' in item ? item.expr : []))),
  );
  return {
    truths: (expr, { start, step, count }) =>
      Promise.resolve(
        Array.from({ length: count }, (_, i) => {
          if (expr === ALWAYS) return true;
          return own.has(expr) && start + i * step >= began;
        }),
      ),
  };
}

/** The service for a minute. */
function course(level: ServiceLevel, symptom: boolean): RecoverySample[] {
  const { start, step, count } = spread(0, 60);
  return Array.from({ length: count }, (_, i) => ({ ...level, symptom, at: start + i * step }));
}
