import { settledInstants } from '../../../query/instants.js';
import { judgeQuery } from '../../../query/judge-query.js';
import type { Step, StepOf } from '../../library/schema.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, PrometheusNow } from '../types.js';

/** What a query is graded against. */
export interface QueryTask {
  reference: string;
  /** Metrics that the answer may take its values from; by default those of the reference. */
  about?: readonly string[] | undefined;
  metricName?: boolean;
  /** Ids of made-up worlds that don't count here, each with the reason. */
  exemptWorlds?: Readonly<Partial<Record<string, string>>> | undefined;
  needs: Step['needs'];
}

/** Grades the answer of a promql step. */
export function gradePromql(
  { answer: task, needs }: StepOf<'promql'>,
  answer: string,
  world: PrometheusNow,
): Promise<Grade> {
  return gradeQuery({ ...task, needs }, answer, world);
}

/**
 * Grades a query by its meaning: it passes if it evaluates to what the reference evaluates to, at several settled
 * instants, and takes its values from the metrics that the step is about.
 *
 * Two empty results, or a reference that gives only zeros, can't be told apart: not ready. A query that is equal only
 * by accident, such as delta() while nothing restarts, does not pass.
 */
export async function gradeQuery(
  { reference, about, metricName = false, exemptWorlds = {}, needs }: QueryTask,
  answer: string,
  { prometheus, worlds, now, scrapeIntervalSeconds, verdictOnly }: PrometheusNow,
): Promise<Grade> {
  const instants = settledInstants(now, scrapeIntervalSeconds);
  const [judged, ready] = await Promise.allSettled([
    judgeQuery({ reference, answer }, prometheus, {
      instants,
      now,
      scrapeIntervalSeconds,
      about,
      metricName,
      worlds,
      exemptWorlds: Object.keys(exemptWorlds),
      verdictOnly,
    }),
    checkReadiness({ needs }, prometheus, { now, scrapeIntervalSeconds }),
  ]);
  if (judged.status === 'rejected') throw judged.reason;
  const judgement = judged.value;
  if (judgement.verdict !== 'error') {
    if (ready.status === 'rejected') throw ready.reason;
    if (!ready.value.ready) return { verdict: 'not-ready', diagnoses: [], readiness: ready.value };
  }
  const { verdict } = judgement;
  switch (verdict) {
    case 'error': {
      const { diagnoses, position } = judgement;
      return { verdict, diagnoses, ...(position && { position }) };
    }
    case 'not-ready':
      return { verdict, diagnoses: [], readiness: { ready: false, lacking: judgement.lacking } };
    case 'pass':
      return { verdict, diagnoses: judgement.diagnoses, result: judgement.evaluations.answer };
    case 'wrong':
    case 'empty':
      return { verdict, diagnoses: judgement.diagnoses, comparison: judgement.comparison };
  }
}
