import type { Asker, Diagnosis } from '../diagnosis.js';
import { type Expr, isBroken, selectors } from '../syntax/ast.js';
import { canSelect, valueSelectors } from './selection.js';

/** The metrics that an expression names, each once. */
export function metricNames(expr: Expr): string[] {
  return [...new Set(selectors(expr).flatMap(({ metric }) => metric ?? []))];
}

/**
 * What is wrong with an answer whose values come from no series, or from the wrong metrics; undefined if they come
 * from the right ones.
 * @param topic the metrics that the values may come from
 */
export function strayFrom(topic: readonly string[], answer: Expr, asker: Asker): Diagnosis | undefined {
  const sources = valueSelectors(answer);
  // What could not be read may be what the values come from.
  if (sources.length === 0 && isBroken(answer)) return undefined;
  if (sources.length === 0) {
    if (selectors(answer).length > 0) {
      return {
        rule: 'constant-answer',
        severity: 'error',
        message: 'Your answer is always the same number, whatever the values of the series.',
        why: 'Something divided by itself is 1; something subtracted from itself or multiplied by 0 is 0.',
        fix: 'Look for an expression that is on both sides of an operator: one of the two must be something else.',
      };
    }
    return {
      rule: 'constant-answer',
      severity: 'error',
      message: 'Your answer’s values don’t come from any series.',
      why: `A number that you type in may be right for a moment. The ${asker} asks for a query that stays right.`,
      fix: `Take the values from ${topic[0] ?? 'a metric'}.`,
    };
  }
  // If the reference names no metric, any metric will do.
  if (topic.length === 0) return undefined;
  if (sources.some((source) => topic.some((metric) => canSelect(source, metric)))) return undefined;
  return {
    rule: 'different-metric',
    severity: 'error',
    message: `Your answer does not use the metric that the ${asker} is about.`,
    why: 'Metrics with similar names count different things, even if their values agree for a while.',
    fix: `Start from ${topic.join(' or ')}.`,
  };
}
