import { walk, type Expr } from '../syntax/ast.js';
import type { Diagnosis } from '../diagnosis.js';
import type { Facts } from '../meaning/facts.js';
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

const RULES: readonly LintRule[] = [
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

export const LINT_RULE_IDS: readonly string[] = RULES.map(({ id }) => id);

/** What a query's text shows to be wrong or doubtful. A rule that finds the same thing twice says it once. */
export function lint(expr: Expr, facts: Facts): Diagnosis[] {
  const query = { expr, nodes: [...walk(expr)] };
  const found = RULES.flatMap((rule) =>
    rule.check(query, facts).map((finding) => ({ rule: rule.id, ...finding })),
  );
  const said = new Set<string>();
  return found.filter(({ rule, message }) => {
    const key = `${rule} ${message}`;
    return !said.has(key) && said.add(key);
  });
}
