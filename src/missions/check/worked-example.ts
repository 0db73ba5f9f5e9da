import { PromqlError } from '../../prometheus/errors.js';
import type { QueryResult } from '../../prometheus/types.js';
import { grade } from '../grading/grade.js';
import { evaluateNumber } from '../grading/graders/number.js';
import type { WorldNow } from '../grading/types.js';
import { isStepOf, type Mission, type Step } from '../library/schema.js';
import type { Finding, Report } from './finding.js';

/**
 * Checks a step's worked example: a query must have a result on the fixture, and no example may be an answer, neither
 * to its own step nor to another one of the mission.
 */
export async function checkWorkedExample(
  mission: Pick<Mission, 'steps'>,
  step: Step,
  world: WorldNow,
  report: Report,
): Promise<Finding[]> {
  const { query, text } = step.example ?? {};
  if (query === undefined) {
    return text !== undefined && (await passes(step, `${text}\n`, world))
      ? [report(['example', 'text'], 'example-is-answer', 'the example passes as the answer')]
      : [];
  }
  const path = ['example', 'query'];
  const answered = mission.steps.find((one) => holds(one, query));
  if (answered) {
    return [report(path, 'example-is-answer', `the example is an answer to the step ${answered.id}`)];
  }
  try {
    if (isEmpty(await world.prometheus.query(query, { time: world.now }))) {
      return [report(path, 'example-empty', 'the example has no result on the fixture')];
    }
    const answer = await answerOf(step, query, world);
    return answer !== undefined && (await passes(step, answer, world))
      ? [report(path, 'example-is-answer', 'the example passes as the answer')]
      : [];
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return [report(path, 'query-refused', `Prometheus refuses this query: ${error.reason}`)];
  }
}

/** The example as a learner could type it; undefined if the step's answer is neither a query nor a number. */
async function answerOf(step: Step, query: string, world: WorldNow): Promise<string | undefined> {
  if (step.answer.type === 'promql') return query;
  if (!isStepOf('number', step)) return undefined;
  const value = await evaluateNumber(query, world);
  return value === undefined ? undefined : `${value}${step.answer.unit}`;
}

/** Only files are answered by text, and only queries and numbers by a query. */
async function passes(step: Step, answer: string, world: WorldNow): Promise<boolean> {
  if (['choice', 'check', 'load'].includes(step.answer.type)) return false;
  return (await grade(step, answer, world)).verdict === 'pass';
}

function holds({ answer }: Step, query: string): boolean {
  if (answer.type !== 'promql' && answer.type !== 'number') return false;
  const accepted = answer.type === 'promql' ? answer.accept : [];
  return [answer.reference, ...accepted].some((one) => squeezed(one) === squeezed(query));
}

function squeezed(query: string): string {
  return query.replace(/\s+/g, '').replaceAll("'", '"');
}

function isEmpty(result: QueryResult): boolean {
  return 'series' in result && result.series.length === 0;
}
