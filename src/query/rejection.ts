import { type ExprPosition, PromqlError } from '../prometheus/errors.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import { explainRejection } from '../promql/refusals/rejection.js';

/** Explains why Prometheus refused a query, and points at the place if Prometheus named one. */
export function rejection(text: string, { reason, position }: PromqlError): Diagnosis {
  const from = position && offsetOf(text, position);
  return { ...(from !== undefined && { at: { from, to: from + 1 } }), ...explainRejection(reason, text) };
}

/**
 * The error, if it is a refusal of the query.
 * @throws any other error
 */
export function asRejection(error: unknown): PromqlError {
  if (error instanceof PromqlError) return error;
  throw error;
}

function offsetOf(text: string, { line, column }: ExprPosition): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, row) => sum + row.length + 1, column - 1);
}
