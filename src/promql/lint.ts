import { walk, type Expr } from './ast.js';
import type { Diagnosis } from './diagnosis.js';
import type { Facts } from './facts.js';
import { comparisonRules } from './lint/comparisons.js';
import { counterRules } from './lint/counters.js';
import { histogramRules } from './lint/histograms.js';
import { labelRules } from './lint/labels.js';
import { matcherRules } from './lint/matchers.js';
import { rangeRules } from './lint/ranges.js';
import type { LintRule } from './lint/rule.js';
import { selectorRules } from './lint/selectors.js';
import { timeRules } from './lint/time.js';
import { vectorRules } from './lint/vectors.js';

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
