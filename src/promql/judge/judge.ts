import type { Asker, Diagnosis } from '../diagnosis.js';
import type { Sides } from '../differences/difference.js';
import { compareEvaluations, type Comparison, type Evaluation, hasEmptyInstant } from '../meaning/compare.js';
import { type Facts, noFacts } from '../meaning/facts.js';
import { metricNames, strayFrom } from '../meaning/topic.js';
import { mostHelpfulFirst } from '../order.js';
import { type Expr, walk } from '../syntax/ast.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import { explainAccident } from './accident.js';
import { contradictsPass, diagnose, lintAgainst, remarksOn, supersededBy } from './diagnose.js';

/** The verdict on an answer that Prometheus could evaluate. */
export type Judgement =
  | { verdict: 'pass' | 'wrong' | 'empty'; diagnoses: Diagnosis[]; comparison: Comparison }
  /** The reference can't tell a right answer from a wrong one. */
  | { verdict: 'not-ready'; lacking: string };

export interface JudgeOptions {
  /** Who asks, in the words of the diagnoses; a mission's step by default. */
  asker?: Asker;
  /** Metrics that the answer may take its values from; by default those of the reference. */
  about?: readonly string[] | undefined;
  /** Whether the metric name counts as a label. */
  metricName?: boolean;
  scrapeIntervalSeconds: number;
  /** What the server knows about the answer's metrics. Called only if it matters, because it takes time. */
  lookUp: () => Promise<Facts>;
  /** Both sides evaluated as if every counter had grown more; undefined if the queries can't be rewritten for that. */
  imagined: () => Promise<Record<'reference' | 'answer', Evaluation> | undefined>;
}

/**
 * Judges an answer by its meaning: it passes if it evaluates to what the reference evaluates to, takes its values from the
 * metrics in question, and is not right only by accident.
 * @throws what `lookUp` and `imagined` throw
 */
export async function judge(sides: Sides, options: JudgeOptions): Promise<Judgement> {
  const { reference, answer } = sides;
  const lacking = lackOf(reference.evaluation);
  if (lacking !== undefined) return { verdict: 'not-ready', lacking };
  const { asker = 'step', metricName = false, about = metricNames(reference.expr), lookUp } = options;
  const comparison = compareEvaluations(reference.evaluation, answer.evaluation, { metricName });
  const stray = strayFrom(about, answer.expr, asker);
  const verdict = answer.evaluation.rows.length === 0 ? 'empty' : 'wrong';
  if (stray && (comparison.equal || stray.rule === 'constant-answer')) {
    return { verdict, diagnoses: [stray], comparison };
  }
  if (comparison.equal) {
    const accident = await whyOnlyByAccident(sides, options);
    if (accident) return { verdict, diagnoses: [accident], comparison };
    const style = lintAgainst(reference.expr, answer.expr, noFacts(options.scrapeIntervalSeconds));
    return { verdict: 'pass', diagnoses: mostHelpfulFirst([...style, ...remarksOn(sides)]), comparison };
  }
  const found = diagnose({ ...sides, comparison, asker }, await lookUp());
  const others = found.filter(({ rule }) => rule !== stray?.rule);
  return {
    verdict,
    diagnoses: stray && !supersededBy(found).has(stray.rule) ? mostHelpfulFirst([stray, ...others]) : found,
    comparison,
  };
}

/** Why equal values must not pass. Asks the server for the types of metrics only if the text alone looks suspicious. */
async function whyOnlyByAccident(
  { reference, answer }: Sides,
  { asker = 'step', lookUp, imagined, metricName = false, scrapeIntervalSeconds }: JudgeOptions,
): Promise<Diagnosis | undefined> {
  const known = growthFunctions(reference.expr);
  const unusual = growthFunctions(answer.expr).some((func) => !known.includes(func));
  const suspicious = unusual || contradictsPass(reference.expr, answer.expr, noFacts(scrapeIntervalSeconds));
  const contradiction = suspicious && contradictsPass(reference.expr, answer.expr, await lookUp());
  if (contradiction) return contradiction;
  const evaluations = await imagined();
  if (!evaluations) return undefined;
  const comparison = compareEvaluations(evaluations.reference, evaluations.answer, { metricName });
  if (comparison.equal) return undefined;
  const sides = {
    reference: { ...reference, evaluation: evaluations.reference },
    answer: { ...answer, evaluation: evaluations.answer },
  };
  return explainAccident({ ...sides, comparison, asker }, await lookUp());
}

function growthFunctions(expr: Expr): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' && TWO_SAMPLE_FUNCTIONS.has(node.func) ? [node.func] : [],
  );
}

/** Why a result can't tell a right answer from a wrong one; undefined if it can. */
function lackOf(evaluation: Evaluation): string | undefined {
  if (hasEmptyInstant(evaluation)) return 'what it asks about has no data yet';
  const cells = evaluation.rows.flatMap((row) => row.cells);
  const telling = cells.some((cell) => cell !== undefined && cell !== 0 && !Number.isNaN(cell));
  return telling
    ? undefined
    : 'everything it asks about is still zero, so right and wrong answers look the same';
}
