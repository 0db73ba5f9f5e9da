import { walk, type Expr } from './ast.js';
import type { Diagnosis } from './diagnosis.js';
import type { Facts } from './facts.js';
import { counterRules } from './lint/counters.js';
import { histogramRules } from './lint/histograms.js';
import { rangeRules } from './lint/ranges.js';
import type { LintRule } from './lint/rule.js';
import { selectorRules } from './lint/selectors.js';

const RULES: readonly LintRule[] = [...selectorRules, ...histogramRules, ...counterRules, ...rangeRules];

/** What a query's text shows to be wrong or doubtful. A rule that finds the same thing twice says it once. */
export function lint(expr: Expr, facts: Facts): Diagnosis[] {
  const query = { expr, nodes: [...walk(expr)] };
  const found = RULES.flatMap((rule) =>
    rule.check(query, facts).map((finding) => ({ rule: rule.id, ...finding })),
  );
  return [
    ...new Map(found.map((diagnosis) => [`${diagnosis.rule} ${diagnosis.message}`, diagnosis])).values(),
  ];
}
