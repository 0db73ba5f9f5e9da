import type { Diagnosis } from '../diagnosis.js';
import type { Sides } from '../differences/difference.js';
import { compareEvaluations, type Comparison, type Evaluation, hasEmptyInstant } from '../meaning/compare.js';
import { noFacts } from '../meaning/facts.js';
import { metricNames, strayFrom } from '../meaning/topic.js';
import { mostHelpfulFirst } from '../order.js';
import { diagnose, lintAgainst, remarksOn, supersededBy } from './diagnose.js';
import type { JudgeOptions } from './options.js';
import { proveEqual, UNPROVEN } from './proof.js';
import { unaskedFilter } from './unasked-filter.js';

/** The verdict on an answer that Prometheus could evaluate. */
export type Judgement =
  | { verdict: 'pass' | 'wrong' | 'empty'; diagnoses: Diagnosis[]; comparison: Comparison }
  /** The reference can't tell a right answer from a wrong one. */
  | { verdict: 'not-ready'; lacking: string };

/**
 * Judges an answer by its meaning: it passes if it evaluates to what the reference evaluates to, takes its values
 * from the metrics in question, and is not right only by accident.
 * @throws what `lookUp`, `worlds` and `imagined` throw
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
    const proof = await proveEqual(sides, options);
    if ('accident' in proof) return { verdict, diagnoses: [proof.accident], comparison };
    const style = lintAgainst(reference.expr, answer.expr, noFacts(options.scrapeIntervalSeconds));
    const filter = style.some(({ rule }) => rule === 'always-true') ? undefined : unaskedFilter(sides, asker);
    return {
      verdict: 'pass',
      diagnoses: mostHelpfulFirst([
        // The result shows that they do pair, and that these ratios may be added.
        ...style.filter(({ rule }) => !['unmatched-vectors', 'average-of-ratios'].includes(rule)),
        ...remarksOn(sides),
        ...(filter ? [filter] : []),
        ...(proof.proven ? [] : [UNPROVEN]),
      ]),
      comparison,
    };
  }
  if (options.verdictOnly) return { verdict, diagnoses: [], comparison };
  const found = diagnose({ ...sides, comparison, asker }, await lookUp());
  const others = found.filter(({ rule }) => rule !== stray?.rule);
  return {
    verdict,
    diagnoses: stray && !supersededBy(found).has(stray.rule) ? mostHelpfulFirst([stray, ...others]) : found,
    comparison,
  };
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
