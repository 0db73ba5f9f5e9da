import { ExitCode, LabError } from '../errors.js';

/** Where Prometheus' parser stopped in an expression: both from 1, columns in UTF-16 code units. */
export interface ExprPosition {
  line: number;
  column: number;
}

/** Prometheus refused the expression (HTTP 400 bad_data) or failed to evaluate it (422). */
export class PromqlError extends LabError {
  /** Prometheus' own words, without position. */
  readonly reason: string;
  readonly expr: string;
  readonly position: ExprPosition | undefined;

  constructor(options: { expr: string; reason: string; position?: ExprPosition; cause?: unknown }) {
    super(`PromQL error: ${options.reason}`, {
      code: 'PROMQL_ERROR',
      exitCode: ExitCode.usage,
      cause: options.cause,
    });
    this.reason = options.reason;
    this.expr = options.expr;
    this.position = options.position;
  }
}

/** The request failed: refused, timed out, or the response was not Prometheus'. */
export class PrometheusUnreachableError extends LabError {
  readonly url: string;

  constructor(url: string, reason: string, cause?: unknown) {
    super(`Prometheus at ${url} did not answer: ${reason}`, {
      code: 'PROMETHEUS_UNREACHABLE',
      exitCode: ExitCode.notRunning,
      hints: ['See what is wrong with: obs-lab verify', 'Bring it back with: obs-lab up'],
      cause,
    });
    this.url = url;
  }
}
