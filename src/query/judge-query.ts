import type { ExprPosition } from '../prometheus/errors.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import { refusalInLightOf } from '../promql/judge/advice.js';
import { explainUnpaired, lintAgainst } from '../promql/judge/diagnose.js';
import { judge, type Judgement } from '../promql/judge/judge.js';
import type { JudgeOptions } from '../promql/judge/options.js';
import type { Evaluation } from '../promql/meaning/compare.js';
import { noFacts } from '../promql/meaning/facts.js';
import { offeredIn } from '../promql/refusals/offer.js';
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
  options: JudgeQueryOptions,
): Promise<QueryJudgement> {
  return judgeTexts(texts, prometheus, options, MAX_FIXES_TRIED);
}

/** Refusals of valid queries, whose form may show what else is wrong. */
const EVALUATED: ReadonlySet<string> = new Set([
  'matching-not-unique',
  'duplicate-series',
  'needs-group-left',
]);

/** How often a fix that is offered for a refused query is tried in its turn. */
const MAX_FIXES_TRIED = 2;

async function judgeTexts(
  texts: Sides<string>,
  prometheus: PrometheusClient,
  all: JudgeQueryOptions,
  fixesToTry: number,
): Promise<QueryJudgement> {
  const { instants, now, worlds, ...options } = all;
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
    const found = [
      ...(answer.complete && EVALUATED.has(diagnoses[0]?.rule ?? '')
        ? explainUnpaired(reference.expr, answer.expr, options.asker)
        : []),
      ...causes,
      ...diagnoses.map((diagnosis) =>
        refusalInLightOf(diagnosis, { reference: reference.expr, answer: answer.expr }, options.asker),
      ),
      ...hints.filter((hint) => !causes.includes(hint)),
    ];
    const tryOut = (query: string): Promise<QueryJudgement> =>
      judgeTexts({ ...texts, answer: query }, prometheus, all, fixesToTry - 1);
    const [first, ...others] = found;
    return {
      verdict: 'error',
      diagnoses:
        first && fixesToTry > 0 ? [await withTriedFix(first, options.asker, tryOut), ...others] : found,
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

/** A diagnosis whose fix, if it is a whole query, was tried: it ends with what would still be wrong with it. */
async function withTriedFix(
  diagnosis: Diagnosis,
  asker: JudgeQueryOptions['asker'],
  tryOut: (query: string) => Promise<QueryJudgement>,
): Promise<Diagnosis> {
  const query = offeredIn(diagnosis.fix);
  if (query === undefined) return diagnosis;
  const judgement = await tryOut(query);
  if (judgement.verdict === 'not-ready' || judgement.verdict === 'pass') return diagnosis;
  const [next] = judgement.diagnoses;
  if (!next) return diagnosis;
  // What is refused in its turn is not offered: the advice on it leads further.
  if (judgement.verdict === 'error') {
    const further = offeredIn(next.fix.split('. That is valid')[0]!.replace(/\.?$/, '.'));
    return {
      ...diagnosis,
      fix: further === undefined ? `That alone is not enough. ${next.why} ${next.fix}` : next.fix,
    };
  }
  return {
    ...diagnosis,
    fix: `${diagnosis.fix} That is valid, but not yet what the ${asker ?? 'step'} asks for: ${inSentence(next.message)}`,
  };
}

/** A message in the middle of a sentence. */
function inSentence(message: string): string {
  return /^(?:You|Your|No|There|The|All|Some|Everything|With|On|Nothing) /.test(message)
    ? message.charAt(0).toLowerCase() + message.slice(1)
    : message;
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
