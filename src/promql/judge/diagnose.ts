import { explainAnnotations } from '../refusals/annotations.js';
import type { Expr } from '../syntax/ast.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Case, DifferenceRule } from '../differences/difference.js';
import { DIFFERENCE_RULES } from '../differences/rules.js';
import { valuesRule } from '../differences/values.js';
import type { Facts } from '../meaning/facts.js';
import { lint, LINT_RULES } from '../lint/lint.js';
import type { LintRule } from '../lint/rule.js';
import { mostHelpfulFirst } from '../order.js';

const ALL_RULES: ReadonlyMap<string, LintRule | DifferenceRule> = new Map(
  [...LINT_RULES, ...DIFFERENCE_RULES].map((rule) => [rule.id, rule]),
);
/** An empty result has no values to explain. */
const RULES_FOR_NOTHING = DIFFERENCE_RULES.filter(({ appliesToNothing }) => appliesToNothing);
const PASS_REFUSING_RULES = LINT_RULES.filter(({ refusesPass }) => refusesPass);

/** Why a result is not the one that was asked for, most helpful first. */
export function diagnose(difference: Case, facts: Facts): Diagnosis[] {
  const { reference, answer } = difference;
  const differences = answer.evaluation.rows.length === 0 ? RULES_FOR_NOTHING : DIFFERENCE_RULES;
  const found = [
    ...lintAgainst(reference.expr, answer.expr, facts),
    ...remarksOn(difference),
    ...differences.flatMap(({ id, find }) => {
      const finding = find(difference);
      return finding ? [{ rule: id, ...finding }] : [];
    }),
  ];
  if (!found.some(({ severity }) => severity !== 'info')) {
    const values = valuesRule.find(difference);
    if (values) found.push({ rule: valuesRule.id, ...values });
  }
  return mostHelpfulFirst(withoutEffects(found));
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

/** What Prometheus itself remarked on the answer, but for what it said of the reference too. */
export function remarksOn({ reference, answer }: Pick<Case, 'reference' | 'answer'>): Diagnosis[] {
  const [accepted, own] = [reference, answer].map(({ evaluation }) =>
    explainAnnotations(evaluation.notes),
  ) as [Diagnosis[], Diagnosis[]];
  return own.filter(({ rule }) => !accepted.some((diagnosis) => diagnosis.rule === rule));
}

/** What the answer's text shows, but for what the reference does too: that can't be the mistake. */
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
 * Why an answer must not pass although its values are those of the reference: it does with a counter or a gauge what is only
 * right while nothing restarts or falls, which the data of the moment can't show. Undefined where nothing speaks against it.
 * Only rules that name what no equivalent of a sound reference can do count; what the reference does too never does.
 * @param facts at least the types of the metrics: a name alone may mislead
 */
export function contradictsPass(reference: Expr, answer: Expr, facts: Facts): Diagnosis | undefined {
  return lintAgainst(reference, answer, facts, PASS_REFUSING_RULES)[0];
}
