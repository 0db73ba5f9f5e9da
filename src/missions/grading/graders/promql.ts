import { lintAgainst } from '../../../promql/judge/diagnose.js';
import type { Diagnosis } from '../../../promql/diagnosis.js';
import { noFacts } from '../../../promql/meaning/facts.js';
import { judge } from '../../../promql/judge/judge.js';
import { MAX_LENGTH } from '../../../promql/syntax/length.js';
import { parsePromql } from '../../../promql/syntax/parse.js';
import { explainRejection, explainSyntax } from '../../../promql/refusals/rejection.js';
import { PromqlError } from '../../../prometheus/errors.js';
import { lookUpFacts } from '../../../query/look-up-facts.js';
import { evaluate } from '../../../query/evaluate.js';
import { evaluateImagined } from '../../../query/evaluate-imagined.js';
import { settledInstants } from '../../../query/instants.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, PrometheusNow } from '../types.js';
import type { Step, StepOf } from '../../library/schema.js';

/** What a query is held against. */
export interface QueryTask {
  reference: string;
  /** Metrics that the answer may take its values from; those of the reference where it is left out. */
  about?: readonly string[] | undefined;
  metricName?: boolean;
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
 * Grades a query by its meaning: it passes where it evaluates to what the reference evaluates to, at several settled
 * instants, and takes its values from what the step is about.
 *
 * Two empty results, or a reference of nothing but zeros, can't be told apart: not ready. What is equal by accident only,
 * such as delta() while nothing restarts, does not pass.
 */
export async function gradeQuery(
  { reference, about, metricName = false, needs }: QueryTask,
  answer: string,
  { prometheus, now, scrapeIntervalSeconds }: PrometheusNow,
): Promise<Grade> {
  const instants = settledInstants(now, scrapeIntervalSeconds);
  const parsed = parsePromql(answer);
  const exprs = { reference: parsePromql(reference).expr, answer: parsed.expr };
  if (answer.length > MAX_LENGTH) {
    const tooLong = explainSyntax(answer, MAX_LENGTH);
    return { verdict: 'error', diagnoses: tooLong ? [tooLong] : [] };
  }
  const [wanted, given, readiness] = await Promise.allSettled([
    evaluate(reference, exprs.reference, instants, prometheus),
    evaluate(answer, exprs.answer, instants, prometheus),
    checkReadiness({ needs }, prometheus, { now, scrapeIntervalSeconds }),
  ]);
  if (wanted.status === 'rejected') throw wanted.reason;
  if (given.status === 'rejected') {
    // Of what can't be read whole nobody knows what is missing.
    const shown = parsed.complete
      ? lintAgainst(exprs.reference, exprs.answer, noFacts(scrapeIntervalSeconds))
      : [];
    return rejected(given.reason, answer, shown);
  }
  if (readiness.status === 'rejected') throw readiness.reason;
  if (!readiness.value.ready) return { verdict: 'not-ready', diagnoses: [], readiness: readiness.value };
  const sides = {
    reference: { expr: exprs.reference, evaluation: wanted.value },
    answer: { expr: exprs.answer, evaluation: given.value },
  };
  const written = {
    reference: { text: reference, expr: exprs.reference },
    answer: { text: answer, expr: exprs.answer },
  };
  const judgement = await judge(sides, {
    about,
    metricName,
    scrapeIntervalSeconds,
    imagined: () => evaluateImagined(written, instants, prometheus),
    lookUp: () => lookUpFacts(prometheus, exprs.answer, { now, scrapeIntervalSeconds }),
  });
  switch (judgement.verdict) {
    case 'not-ready':
      return {
        verdict: 'not-ready',
        diagnoses: [],
        readiness: { ready: false, lacking: judgement.lacking },
      };
    case 'pass':
      return { verdict: 'pass', diagnoses: judgement.diagnoses, result: given.value };
    default:
      return {
        verdict: judgement.verdict,
        diagnoses: judgement.diagnoses,
        comparison: judgement.comparison,
      };
  }
}

/**
 * @param shown what the answer's text shows besides
 * @throws what is not a refusal of the query
 */
function rejected(reason: unknown, answer: string, shown: readonly Diagnosis[]): Grade {
  if (!(reason instanceof PromqlError)) throw reason;
  // Without the server a gauge is only guessed.
  const hints = shown.filter(({ severity, rule }) => severity === 'error' && rule !== 'rate-on-gauge');
  return {
    verdict: 'error',
    diagnoses: [explainRejection(reason.reason, answer), ...hints],
    ...(reason.position && { position: reason.position }),
  };
}
