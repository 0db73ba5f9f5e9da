import { EnvironmentError } from '../../errors.js';
import { SCRAPE_INTERVAL_SECONDS } from '../../prometheus/scrape-interval.js';
import { isStepOf, type Step } from '../library/schema.js';
import { gradeAlertmanager } from './graders/alertmanager/alertmanager.js';
import { gradeCheck } from './graders/check.js';
import { gradeChoice } from './graders/choice.js';
import { gradeDashboard } from './graders/dashboard/dashboard.js';
import { gradeExposition } from './graders/exposition/exposition.js';
import { gradeIncident } from './graders/incident.js';
import { gradeLoad } from './graders/load.js';
import { gradeMitigation } from './graders/mitigation.js';
import { gradeNumber } from './graders/number.js';
import { gradePromql } from './graders/promql.js';
import { gradeRelabel } from './graders/relabel.js';
import { gradeRules } from './graders/rules.js';
import { prepareLab } from './prepare-lab.js';
import type { Grade, World, WorldNow } from './types.js';

/** Nobody can have looked at it yet. */
const JUST_BEGUN = 'what it asks about has only just begun; look at it, then answer again';

/**
 * Grades an answer of any type.
 *
 * Never rejects: a failure here is the lab's fault, not the answer's.
 * @param answer as it was typed; describeAnswer() says what that is for each type
 */
export async function grade(step: Step, answer: string, world: World): Promise<Grade> {
  try {
    const { begun, problem } = await prepareLab(step, world);
    const lack = problem ?? (begun ? { lacking: JUST_BEGUN } : undefined);
    if (lack) return { verdict: 'not-ready', diagnoses: [], readiness: { ready: false, ...lack } };
    const now = { now: Date.now() / 1000, scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS, ...world };
    const result = await gradeByType(step, answer, now);
    return result.verdict === 'error' ? { ...result, of: step.answer.type } : result;
  } catch (error) {
    return {
      verdict: 'lab-fault',
      diagnoses: [],
      reason: error instanceof Error ? error.message : String(error),
      ...(error instanceof EnvironmentError && { cause: error }),
    };
  }
}

async function gradeByType(step: Step, answer: string, world: WorldNow): Promise<Grade> {
  if (isStepOf('promql', step)) return gradePromql(step, answer, world);
  if (isStepOf('number', step)) return gradeNumber(step, answer, world);
  if (isStepOf('check', step)) return gradeCheck(step, world);
  if (isStepOf('dashboard', step)) return gradeDashboard(step, answer, world);
  if (isStepOf('mitigation', step)) return gradeMitigation(step, answer, world);
  const { answer: task } = step;
  switch (task.type) {
    case 'choice':
      return gradeChoice(task, answer);
    case 'rules':
      return gradeRules(task, answer, world);
    case 'exposition':
      return gradeExposition(task, answer, world);
    case 'relabel':
      return gradeRelabel(task, answer, world);
    case 'alertmanager':
      return gradeAlertmanager(task, answer, world);
    case 'load':
      return gradeLoad(task, answer, world);
    case 'incident':
      return gradeIncident(task, world);
  }
  throw new Error(`There is no answer type ${task.type}.`);
}
