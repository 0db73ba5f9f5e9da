import { explainAccident } from './accident.js';
import { walk } from '../syntax/ast.js';
import { compareEvaluations, hasEmptyInstant, type Comparison, type Evaluation } from '../meaning/compare.js';
import { contradictsPass, diagnose, lintAgainst, remarksOn, supersededBy } from './diagnose.js';
import { mostHelpfulFirst } from '../order.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Case } from '../differences/difference.js';
import { noFacts, type Facts } from '../meaning/facts.js';
import { TWO_SAMPLE_FUNCTIONS } from '../syntax/functions.js';
import { metricNames, strayFrom } from '../meaning/topic.js';

/** What became of an answer that could be evaluated. */
export type Judgement =
  | { verdict: 'pass' | 'wrong' | 'empty'; diagnoses: Diagnosis[]; comparison: Comparison }
  /** The reference can't tell a right answer from a wrong one. */
  | { verdict: 'not-ready'; lacking: string };

export interface JudgeOptions {
  /** Metrics that the answer may take its values from; those of the reference where it is left out. */
  about?: readonly string[] | undefined;
  /** Whether the metric name counts as a label. */
  metricName?: boolean;
  scrapeIntervalSeconds: number;
  /** What the server knows of the answer's metrics. Asked only where it matters: it takes time. */
  lookUp: () => Promise<Facts>;
  /** Both sides in a world in which every counter has grown more; undefined where that can't be asked. */
  imagined: () => Promise<Record<'reference' | 'answer', Evaluation> | undefined>;
}

/**
 * Judges an answer by its meaning: it passes where it evaluates to what the reference evaluates to, takes its values from
 * what the step is about, and is not right by accident only.
 * @throws what `lookUp` throws
 */
export async function judge(
  sides: Pick<Case, 'reference' | 'answer'>,
  options: JudgeOptions,
): Promise<Judgement> {
  const { reference, answer } = sides;
  const lacking = lackOf(reference.evaluation);
  if (lacking !== undefined) return { verdict: 'not-ready', lacking };
  const { metricName = false, about = metricNames(reference.expr), lookUp } = options;
  const comparison = compareEvaluations(reference.evaluation, answer.evaluation, { metricName });
  const stray = strayFrom(about, answer.expr);
  const verdict = answer.evaluation.rows.length === 0 ? 'empty' : 'wrong';
  if (stray && (comparison.equal || stray.rule === 'constant-answer'))
    return { verdict, diagnoses: [stray], comparison };
  if (comparison.equal) {
    const accident = await whyOnlyByAccident(sides, options);
    if (accident) return { verdict, diagnoses: [accident], comparison };
    const style = lintAgainst(reference.expr, answer.expr, noFacts(options.scrapeIntervalSeconds));
    return { verdict: 'pass', diagnoses: mostHelpfulFirst([...style, ...remarksOn(sides)]), comparison };
  }
  const found = diagnose({ ...sides, comparison }, await lookUp());
  const others = found.filter(({ rule }) => rule !== stray?.rule);
  return {
    verdict,
    diagnoses: stray && !supersededBy(found).has(stray.rule) ? mostHelpfulFirst([stray, ...others]) : found,
    comparison,
  };
}

/** Why equal values must not pass. Asks the server for the types of metrics only where the text alone makes suspicious. */
async function whyOnlyByAccident(
  { reference, answer }: Pick<Case, 'reference' | 'answer'>,
  { lookUp, imagined, metricName = false, scrapeIntervalSeconds }: JudgeOptions,
): Promise<Diagnosis | undefined> {
  const expected = growthFunctions(reference);
  const unusual = growthFunctions(answer).some((func) => !expected.includes(func));
  const suspicious = unusual || contradictsPass(reference.expr, answer.expr, noFacts(scrapeIntervalSeconds));
  const contradiction = suspicious && contradictsPass(reference.expr, answer.expr, await lookUp());
  if (contradiction) return contradiction;
  const world = await imagined();
  if (!world) return undefined;
  const comparison = compareEvaluations(world.reference, world.answer, { metricName });
  if (comparison.equal) return undefined;
  const sides = {
    reference: { ...reference, evaluation: world.reference },
    answer: { ...answer, evaluation: world.answer },
  };
  return explainAccident({ ...sides, comparison }, await lookUp());
}

function growthFunctions({ expr }: Case['answer']): string[] {
  return [...walk(expr)].flatMap(({ node }) =>
    node.kind === 'call' && TWO_SAMPLE_FUNCTIONS.has(node.func) ? [node.func] : [],
  );
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
