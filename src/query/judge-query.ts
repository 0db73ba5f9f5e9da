import type { ExprPosition } from '../prometheus/errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import { lintAgainst } from '../promql/judge/diagnose.js';
import { judge, type Judgement } from '../promql/judge/judge.js';
import type { JudgeOptions } from '../promql/judge/options.js';
import type { Evaluation } from '../promql/meaning/compare.js';
import { noFacts } from '../promql/meaning/facts.js';
import { explainSyntax } from '../promql/refusals/rejection.js';
import type { Expr } from '../promql/syntax/ast.js';
import { MAX_LENGTH } from '../promql/syntax/length.js';
import { parsePromql } from '../promql/syntax/parse.js';
import { evaluate } from './evaluate.js';
import { evaluateImagined } from './evaluate-imagined.js';
import type { Worlds } from './evaluate-worlds.js';
import type { Instants } from './instants.js';
import { lookUpFacts } from './look-up-facts.js';
import { asRejection, rejection } from './rejection.js';

/** Two things, one for each side of a comparison. */
export interface Sides<Side> {
  reference: Side;
  answer: Side;
}

/** The result of comparing two queries, with the results of both. */
export type QueryJudgement =
  | (Judgement & { evaluations: Sides<Evaluation> })
  /** Prometheus refuses the answer; `position` is where, if it named a place. */
  | {
      verdict: 'error';
      diagnoses: Diagnosis[];
      position?: ExprPosition;
      evaluations: Pick<Sides<Evaluation>, 'reference'>;
    };

export interface JudgeQueryOptions extends Omit<JudgeOptions, 'lookUp' | 'imagined' | 'worlds'> {
  /** Made-up worlds to try equal answers in; left out if there are none. */
  worlds?: Worlds | undefined;
  /** When both queries are evaluated. */
  instants: Instants;
  /** Unix seconds: the time for which the server is asked about the answer's metrics. */
  now: number;
}

/**
 * Judges an answer against a reference by the results of both on this server. Shared by grading a mission step and
 * `promql compare`.
 * @throws PromqlError if Prometheus refuses the reference, PrometheusUnreachableError
 */
export async function judgeQuery(
  texts: Sides<string>,
  prometheus: PrometheusClient,
  { instants, now, worlds, ...options }: JudgeQueryOptions,
): Promise<QueryJudgement> {
  const { scrapeIntervalSeconds } = options;
  const reference = { text: texts.reference, ...parsePromql(texts.reference) };
  const answer = { text: texts.answer, ...parsePromql(texts.answer) };
  const [expected, given] = await Promise.allSettled([
    evaluate(reference.text, reference.expr, instants, prometheus),
    evaluateAnswer(answer, instants, prometheus),
  ]);
  if (expected.status === 'rejected') throw expected.reason;
  if (given.status === 'rejected') throw given.reason;
  if ('diagnoses' in given.value) {
    // An incomplete parse can't be linted reliably.
    const { diagnoses, ...refused } = given.value;
    // Which labels the two sides have shows why they can't be paired.
    const unpaired = diagnoses.some(({ rule }) => rule === 'matching-not-unique');
    const facts =
      unpaired && answer.complete
        ? await lookUpFacts(prometheus, answer.expr, { now, scrapeIntervalSeconds })
        : noFacts(scrapeIntervalSeconds);
    const hints = answer.complete ? lintAgainst(reference.expr, answer.expr, facts).filter(isCertain) : [];
    const causes = unpaired ? hints.filter(({ rule }) => rule === 'unmatched-vectors') : [];
    return {
      verdict: 'error',
      diagnoses: [...causes, ...diagnoses, ...hints.filter((hint) => !causes.includes(hint))],
      ...refused,
      evaluations: { reference: expected.value },
    };
  }
  const evaluations = { reference: expected.value, answer: given.value };
  const sides = {
    reference: { expr: reference.expr, evaluation: evaluations.reference },
    answer: { expr: answer.expr, evaluation: evaluations.answer },
  };
  const judgement = await judge(sides, {
    ...options,
    ...(worlds && { worlds: () => worlds.view({ reference, answer }) }),
    imagined: () => evaluateImagined({ reference, answer }, instants, prometheus),
    lookUp: () => lookUpFacts(prometheus, answer.expr, { now, scrapeIntervalSeconds }),
  });
  return { ...judgement, evaluations };
}

/** The answer's result, or why it is refused. */
async function evaluateAnswer(
  { text, expr }: { text: string; expr: Expr },
  instants: Instants,
  prometheus: PrometheusClient,
): Promise<Evaluation | { diagnoses: Diagnosis[]; position?: ExprPosition }> {
  if (text.length > MAX_LENGTH) {
    const tooLong = explainSyntax(text, MAX_LENGTH);
    return { diagnoses: tooLong ? [tooLong] : [] };
  }
  try {
    return await evaluate(text, expr, instants, prometheus);
  } catch (error) {
    const refusal = asRejection(error);
    const { position } = refusal;
    return { diagnoses: [rejection(text, refusal)], ...(position && { position }) };
  }
}

/** Whether a lint error holds without asking the server: without one, a metric's type is only a guess. */
function isCertain({ severity, rule }: Diagnosis): boolean {
  return severity === 'error' && rule !== 'rate-on-gauge';
}
