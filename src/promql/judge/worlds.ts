import {
  compareEvaluations,
  type Comparison,
  type Evaluation,
  labelKey,
  type Row,
  withoutName,
} from '../meaning/compare.js';
import { type Expr, walk } from '../syntax/ast.js';

/**
 * Which of several made-up worlds tells an answer from its reference.
 *
 * On live data much is equal by accident: one instance, nothing failing, no restart. Both sides are evaluated,
 * unchanged, in worlds where those things did happen. An answer that differs in one of them does not mean what is
 * asked.
 */

/** One world, in the order of the evaluations' instants. */
export interface World {
  id: string;
  /** Completes "With …". */
  title: string;
  /** Labels with values that live data does not have: naming other values of them is not wrong. */
  newValuesOf?: readonly string[];
}

/** Both sides in every world: one world per instant. */
export interface WorldsView {
  worlds: readonly World[];
  reference: Evaluation;
  answer: Evaluation;
  /** Index of a world → why Prometheus can't compute the answer there, in its own words. */
  refusals?: ReadonlyMap<number, string>;
}

/** A world in which the two differ. */
export interface TellingWorld {
  world: World;
  /** The sides in that world only. */
  reference: Evaluation;
  answer: Evaluation;
  comparison: Comparison;
  /** Why Prometheus can't compute the answer there; undefined if it can. */
  refusal?: string;
}

/**
 * The world that tells the two apart, the one that explains it best if several do; undefined if none does.
 * @param exempt ids of worlds that don't count for this step
 */
export function tellingWorld(
  { worlds, reference, answer, refusals }: WorldsView,
  exprs: Record<'reference' | 'answer', Expr>,
  { metricName = false, exempt = [] }: { metricName?: boolean; exempt?: readonly string[] } = {},
): TellingWorld | undefined {
  const named = namedLabels(exprs.answer);
  const known = namedLabels(exprs.reference);
  const limits = [exprs.reference, exprs.answer].some(limitsSeries);
  for (const [i, world] of worlds.entries()) {
    if (exempt.includes(world.id)) continue;
    if (world.newValuesOf?.some((label) => named.has(label) && !known.has(label))) continue;
    const here = { reference: at(reference, i), answer: at(answer, i) };
    const refusal = refusals?.get(i);
    if (refusal !== undefined) {
      return { world, ...here, comparison: compareEvaluations(here.reference, here.answer), refusal };
    }
    // Among equal values, topk() may take any.
    if (limits && hasTies(here.reference)) continue;
    const compared = { ...here, answer: withoutAddedZeros(here.answer, here.reference) };
    const comparison = compareEvaluations(compared.reference, compared.answer, { metricName });
    if (!comparison.equal) return { world, ...here, comparison };
  }
  return undefined;
}

/** True if the reference returns something in at least one world: else the worlds don't know its metrics. */
export function knowsReference({ reference }: Pick<WorldsView, 'reference'>): boolean {
  return reference.rows.length > 0;
}

function at({ type, rows }: Evaluation, instant: number): Evaluation {
  return {
    type,
    instants: 1,
    rows: rows.flatMap(({ labels, cells }) =>
      cells[instant] === undefined ? [] : [{ labels, cells: [cells[instant]] }],
    ),
  };
}

/**
 * Whether a series that counted nothing exists or not makes no difference in meaning: `1 - ok / all` gives it, `bad /
 * all` does not.
 */
function withoutAddedZeros(answer: Evaluation, reference: Evaluation): Evaluation {
  const known = new Set(reference.rows.map(keyOf));
  return { ...answer, rows: answer.rows.filter((row) => row.cells[0] !== 0 || known.has(keyOf(row))) };
}

function keyOf({ labels }: Row): string {
  return labelKey(withoutName(labels));
}

function hasTies({ rows }: Evaluation): boolean {
  const values = rows.map(({ cells }) => cells[0]);
  return rows.length === 0 || values.every((value) => value === 0) || new Set(values).size < values.length;
}

/** Labels that matchers name. */
function namedLabels(expr: Expr): Set<string> {
  return new Set(
    [...walk(expr)].flatMap(({ node }) =>
      node.kind === 'selector' ? node.matchers.map(({ label }) => label) : [],
    ),
  );
}

const LIMITS: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

function limitsSeries(expr: Expr): boolean {
  return [...walk(expr)].some(({ node }) => node.kind === 'aggregation' && LIMITS.has(node.op));
}
