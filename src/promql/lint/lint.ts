import type { Diagnosis } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
import { type Expr, isBroken, walk } from '../syntax/ast.js';
import { comparisonRules } from './comparisons.js';
import { counterRules } from './counters.js';
import { histogramRules } from './histograms.js';
import { labelRules } from './labels.js';
import { matcherRules } from './matchers.js';
import { rangeRules } from './ranges.js';
import type { LintRule } from './rule.js';
import { selectorRules } from './selectors.js';
import { timeRules } from './time.js';
import { vectorRules } from './vectors.js';

export const LINT_RULES: readonly LintRule[] = [
  ...selectorRules,
  ...labelRules,
  ...matcherRules,
  ...histogramRules,
  ...counterRules,
  ...rangeRules,
  ...timeRules,
  ...vectorRules,
  ...comparisonRules,
];

const NO_SERIES_RULES = LINT_RULES.filter(({ explainsNoSeries }) => explainsNoSeries);

/**
 * What a query's text shows to be wrong or doubtful. A rule that finds the same thing twice reports it once. Nothing
 * is found in a query of which a part could not be read: what the rest means depends on it.
 * @param rules the rules to apply; all of them by default
 */
export function lint(expr: Expr, facts: Facts, rules: readonly LintRule[] = LINT_RULES): Diagnosis[] {
  if (isBroken(expr)) return [];
  const query = { expr, nodes: [...walk(expr)] };
  const found = rules.flatMap((rule) =>
    rule.check(query, facts).map((finding) => ({ rule: rule.id, ...finding })),
  );
  const said = new Set<string>();
  return found.filter(({ rule, message }) => {
    const key = `${rule} ${message}`;
    return !said.has(key) && said.add(key);
  });
}

/** Errors that explain why a selector of a query finds no series, such as a name that does not exist. */
export function whyNoSeries(expr: Expr, facts: Facts): Diagnosis[] {
  return lint(expr, facts, NO_SERIES_RULES).filter(({ severity }) => severity === 'error');
}
