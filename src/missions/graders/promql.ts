import type { Expr } from '../../promql/ast.js';
import { compareEvaluations, hasEmptyInstant, type Evaluation } from '../../promql/compare.js';
import { diagnose, lintAgainst, mostHelpfulFirst } from '../../promql/diagnose.js';
import type { Facts } from '../../promql/facts.js';
import { parsePromql } from '../../promql/parse.js';
import { explainRejection } from '../../promql/rejection.js';
import { metricNames, strayFrom } from '../../promql/topic.js';
import { PromqlError } from '../../prometheus/errors.js';
import type { PrometheusClient } from '../../prometheus/types.js';
import { evaluate } from '../evaluate.js';
import { settledInstants } from '../instants.js';
import { checkReadiness } from '../readiness.js';
import type { Grade, PrometheusNow } from '../grade.js';
import type { Step, StepOf } from '../schema.js';

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
 * Two empty results, or a reference of nothing but zeros, can't be told apart: not ready.
 */
export async function gradeQuery(
  { reference, about, metricName = false, needs }: QueryTask,
  answer: string,
  { prometheus, now, scrapeIntervalSeconds }: PrometheusNow,
): Promise<Grade> {
  const instants = settledInstants(now, scrapeIntervalSeconds);
  const exprs = { reference: parsePromql(reference).expr, answer: parsePromql(answer).expr };
  const [wanted, given, readiness] = await Promise.allSettled([
    evaluate(reference, exprs.reference, instants, prometheus),
    evaluate(answer, exprs.answer, instants, prometheus),
    checkReadiness({ needs }, prometheus, { now, scrapeIntervalSeconds }),
  ]);
  if (wanted.status === 'rejected') throw wanted.reason;
  if (given.status === 'rejected') return rejected(given.reason, exprs, scrapeIntervalSeconds);
  if (readiness.status === 'rejected') throw readiness.reason;
  if (!readiness.value.ready) return { verdict: 'not-ready', diagnoses: [], readiness: readiness.value };
  const unclear = lackOf(wanted.value);
  if (unclear !== undefined)
    return { verdict: 'not-ready', diagnoses: [], readiness: { ready: false, lacking: unclear } };

  const comparison = compareEvaluations(wanted.value, given.value, { metricName });
  const stray = strayFrom(about ?? metricNames(exprs.reference), exprs.answer);
  const difference = {
    reference: { expr: exprs.reference, evaluation: wanted.value },
    answer: { expr: exprs.answer, evaluation: given.value },
    comparison,
  };
  if (comparison.equal && !stray) {
    const style = lintAgainst(exprs.reference, exprs.answer, noFacts(scrapeIntervalSeconds));
    return { verdict: 'pass', diagnoses: mostHelpfulFirst(style), result: given.value };
  }
  const verdict = given.value.rows.length === 0 ? 'empty' : 'wrong';
  if (stray && (comparison.equal || stray.rule === 'constant-answer'))
    return { verdict, diagnoses: [stray], comparison };
  const found = diagnose(difference, await lookUp(exprs.answer, prometheus, scrapeIntervalSeconds));
  const misspelt = found.some(({ rule }) => rule === 'unknown-metric');
  const others = found.filter(({ rule }) => rule !== stray?.rule);
  return {
    verdict,
    diagnoses: stray && !misspelt ? mostHelpfulFirst([stray, ...others]) : found,
    comparison,
  };
}

/** @throws what is not a refusal of the query */
function rejected(
  reason: unknown,
  exprs: Record<'reference' | 'answer', Expr>,
  scrapeIntervalSeconds: number,
): Grade {
  if (!(reason instanceof PromqlError)) throw reason;
  const hints = lintAgainst(exprs.reference, exprs.answer, noFacts(scrapeIntervalSeconds)).filter(
    ({ severity }) => severity === 'error',
  );
  return {
    verdict: 'error',
    diagnoses: [explainRejection(reason.reason), ...hints],
    ...(reason.position && { position: reason.position }),
  };
}

/** Why a result can't tell a right answer from a wrong one; undefined where it can. */
function lackOf(evaluation: Evaluation): string | undefined {
  if (hasEmptyInstant(evaluation)) return 'what it asks about has no data yet';
  const cells = evaluation.rows.flatMap((row) => row.cells);
  const telling = cells.some((cell) => cell !== undefined && cell !== 0 && !Number.isNaN(cell));
  return telling
    ? undefined
    : 'everything it asks about is still zero, so that no answer can be told from another';
}

/** What the server knows of the metrics in a query. Asked only where an answer is wrong. */
async function lookUp(
  expr: Expr,
  prometheus: PrometheusClient,
  scrapeIntervalSeconds: number,
): Promise<Facts> {
  const [names, metricTypes] = await Promise.all([prometheus.metricNames(), prometheus.metricTypes()]);
  const wanted = metricNames(expr);
  const known = names.filter((name) => wanted.includes(name));
  const series = await Promise.all(
    known.map(async (name) => [name, await prometheus.series(`{__name__=${JSON.stringify(name)}}`)] as const),
  );
  return { metricNames: names, metricTypes, series: new Map(series), scrapeIntervalSeconds };
}

function noFacts(scrapeIntervalSeconds: number): Facts {
  return { metricNames: [], metricTypes: new Map(), series: new Map(), scrapeIntervalSeconds };
}
