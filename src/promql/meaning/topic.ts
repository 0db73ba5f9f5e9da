import { selectors, type Expr } from '../syntax/ast.js';
import type { Diagnosis } from '../diagnosis.js';
import { canSelect, valueSelectors } from './selection.js';

/** The metrics that an expression names, each once. */
export function metricNames(expr: Expr): string[] {
  return [...new Set(selectors(expr).flatMap(({ metric }) => metric ?? []))];
}

/**
 * What is wrong with an answer that takes its values from nowhere, or from elsewhere than it should.
 * @param topic the metrics that it may take them from
 */
export function strayFrom(topic: readonly string[], answer: Expr): Diagnosis | undefined {
  const sources = valueSelectors(answer);
  if (sources.length === 0) {
    if (selectors(answer).length > 0)
      return {
        rule: 'constant-answer',
        severity: 'error',
        message: 'Your answer is the same number, whatever your series hold.',
        why: 'What is divided by itself is 1, what is taken from itself or multiplied by 0 is 0.',
        fix: 'Look for what stands on both sides: one of the two must be something else.',
      };
    return {
      rule: 'constant-answer',
      severity: 'error',
      message: 'Your answer’s values don’t come from any series.',
      why: 'A number that is typed in may be right for a moment. The step wants a query that stays right.',
      fix: `Take the values from ${topic[0] ?? 'a metric'}.`,
    };
  }
  // A reference that names no metric leaves the choice of one.
  if (topic.length === 0) return undefined;
  if (sources.some((source) => topic.some((metric) => canSelect(source, metric)))) return undefined;
  return {
    rule: 'different-metric',
    severity: 'error',
    message: 'Your answer never looks at the metric that the step is about.',
    why: 'Metrics with similar names count different things, even where their numbers agree for a while.',
    fix: `Start from ${topic.join(' or ')}.`,
  };
}
