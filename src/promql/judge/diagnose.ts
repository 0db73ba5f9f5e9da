import type { Diagnosis } from '../diagnosis.js';
import type { Asker } from '../diagnosis.js';
import type { Case, DifferenceRule, Sides } from '../differences/difference.js';
import { combiningRules } from '../differences/operators/combining.js';
import { operatorRules } from '../differences/operators/operators.js';
import { purposeRules } from '../differences/purpose.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import { valuesRule } from '../differences/values.js';
import { lint, LINT_RULES } from '../lint/lint.js';
import type { LintRule } from '../lint/rule.js';
import type { Evaluation } from '../meaning/compare.js';
import { type Facts, isKnown } from '../meaning/facts.js';
import { mostHelpfulFirst } from '../order.js';
import { explainAnnotations } from '../refusals/annotations.js';
import { type Expr, isBroken, selectors, walk } from '../syntax/ast.js';
import { COUNTER_FUNCTIONS } from '../syntax/functions.js';
import { inLightOf } from './advice.js';

const ALL_RULES: ReadonlyMap<string, LintRule | DifferenceRule> = new Map(
  [...LINT_RULES, ...DIFFERENCE_RULES].map((rule) => [rule.id, rule]),
);
/** An empty result has no values to explain. */
const RULES_FOR_NOTHING = DIFFERENCE_RULES.filter(({ appliesToNothing }) => appliesToNothing);
const PASS_REFUSING_RULES = LINT_RULES.filter(({ refusesPass }) => refusesPass);

/** Why a result is wrong, most helpful first. */
export function diagnose(difference: Case, facts: Facts): Diagnosis[] {
  const { reference, answer } = difference;
  const applicable = answer.evaluation.rows.length === 0 ? RULES_FOR_NOTHING : DIFFERENCE_RULES;
  // What could not be read is not compared by its form: only the two results are.
  const differences = isBroken(answer.expr)
    ? applicable.filter(({ readsResults }) => readsResults)
    : applicable;
  const informed = { ...difference, facts };
  const found = [
    ...lintAgainst(reference.expr, answer.expr, withCounters(facts, reference.expr)).map(raiseGuess),
    ...remarksOn(difference),
    ...differences.flatMap(({ id, find }) => {
      const finding = find(informed);
      return finding ? [{ rule: id, ...finding }] : [];
    }),
  ];
  if (!found.some(({ severity }) => severity !== 'info')) {
    const values = valuesRule.find(informed);
    if (values) found.push({ rule: valuesRule.id, ...values });
  }
  return mostHelpfulFirst(withoutEffects(inLightOf(difference, found)));
}

/** Why an answer whose series can't be paired should not pair them, as far as the form of both queries shows it. */
export function explainUnpaired(reference: Expr, answer: Expr, asker: Asker = 'step'): Diagnosis[] {
  const rules = [...purposeRules, ...combiningRules, ...operatorRules];
  const nothing: Evaluation = { type: 'vector', instants: 0, rows: [], notes: { warnings: [], infos: [] } };
  const difference: Case = {
    reference: { expr: reference, evaluation: nothing },
    answer: { expr: answer, evaluation: nothing },
    comparison: { equal: false, sameType: true, missing: [], extra: [], pairs: [] },
    asker,
  };
  return rules
    .filter(({ id }) =>
      ['subtracts-values', 'combines-values', 'missing-count', 'different-operator'].includes(id),
    )
    .flatMap(({ id, find }) => {
      const finding = find(difference);
      return finding ? [{ rule: id, ...finding }] : [];
    });
}

/**
 * A guess about a metric's type is only a note in a query that may be right. In a wrong answer it is a likely cause.
 */
function raiseGuess(diagnosis: Diagnosis): Diagnosis {
  const guessed =
    ['rate-on-gauge', 'raw-counter', 'scalar-of-many'].includes(diagnosis.rule) &&
    diagnosis.severity === 'info';
  return guessed ? { ...diagnosis, severity: 'warning' } : diagnosis;
}

/** The facts, with what the reference takes the growth of as counters: there the name need not be guessed from. */
function withCounters(facts: Facts, reference: Expr): Facts {
  const counters = [...walk(reference)].flatMap(({ node }) =>
    node.kind === 'call' && COUNTER_FUNCTIONS.has(node.func)
      ? selectors(node).flatMap(({ metric }) => metric ?? [])
      : [],
  );
  const unknown = counters.filter((metric) => !isKnown(metric, facts));
  return {
    ...facts,
    metricTypes: new Map([...facts.metricTypes, ...unknown.map((metric) => [metric, 'counter'] as const)]),
  };
}

/** Drops what only describes the effect of a mistake that another diagnosis names. */
function withoutEffects(found: readonly Diagnosis[]): Diagnosis[] {
  const superseded = supersededBy(found);
  const explained = found.some(({ rule }) => differenceRule(rule)?.explainsAllValues);
  const named = found.some(
    ({ rule, severity }) => severity === 'error' && !differenceRule(rule)?.yieldsToErrors,
  );
  return found.filter(({ rule }) => {
    const { describesForm, yieldsToErrors } = differenceRule(rule) ?? {};
    return !superseded.has(rule) && !(explained && describesForm) && !(named && yieldsToErrors);
  });
}

/** Ids of the rules whose findings would only describe an effect of what was found. */
export function supersededBy(found: readonly Diagnosis[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ rule }) => ALL_RULES.get(rule)?.supersedes ?? []));
}

function differenceRule(id: string): DifferenceRule | undefined {
  const rule = ALL_RULES.get(id);
  return rule && 'find' in rule ? rule : undefined;
}

/** Prometheus' own remarks on the answer, except those that the reference gets too. */
export function remarksOn({ reference, answer }: Sides): Diagnosis[] {
  const accepted = new Set(explainAnnotations(reference.evaluation.notes).map(({ rule }) => rule));
  return explainAnnotations(answer.evaluation.notes).filter(({ rule }) => !accepted.has(rule));
}

/** What the answer's text shows, except what the reference does too: that can't be the mistake. */
export function lintAgainst(
  reference: Expr,
  answer: Expr,
  facts: Facts,
  rules: readonly LintRule[] = LINT_RULES,
): Diagnosis[] {
  const accepted = new Set(lint(reference, facts, rules).map(({ rule }) => rule));
  return lint(answer, facts, rules).filter(({ rule }) => !accepted.has(rule));
}

/**
 * Why an answer must not pass although its values equal the reference's: it treats a counter or a gauge in a way that
 * is right only while nothing restarts or falls, and the data of the moment can't show that. Undefined if nothing
 * speaks against it.
 * @param facts at least the types of the metrics: a name alone may mislead
 */
export function contradictsPass(reference: Expr, answer: Expr, facts: Facts): Diagnosis | undefined {
  return lintAgainst(reference, answer, facts, PASS_REFUSING_RULES)[0];
}
