import { LabError } from '../../errors.js';
import { PrometheusUnreachableError, PromqlError } from '../../prometheus/errors.js';
import { explainRejection } from '../../promql/refusals/rejection.js';
import { renderCaret } from './caret.js';

interface ErrorOptions {
  /** Columns for the expression and the caret below it; undefined leaves both out of the message. */
  caretWidth: number | undefined;
  /** The Prometheus that was asked instead of the lab's. */
  url: string | undefined;
}

/** The error to show for a failed query: Prometheus's message, where in the query, and how to fix it. */
export function describeQueryError(error: unknown, { caretWidth, url }: ErrorOptions): unknown {
  if (error instanceof PromqlError) return describeRejection(error, caretWidth);
  if (error instanceof PrometheusUnreachableError && url !== undefined) {
    const { message, code, exitCode } = error;
    return new LabError(message, {
      code,
      exitCode,
      hints: ['Check the address given with --url.'],
      cause: error,
    });
  }
  return error;
}

function describeRejection(error: PromqlError, caretWidth: number | undefined): LabError {
  const { message, code, exitCode, expr, reason, position } = error;
  const { rule, why, fix } = explainRejection(reason, expr);
  const caret =
    position && caretWidth !== undefined ? `\n\n${renderCaret(expr, position, caretWidth)}\n` : '';
  return new LabError(message + caret, {
    code,
    exitCode,
    hints: [why, fix],
    details: { expr, reason, rule, ...(position && { position }) },
    cause: error,
  });
}
