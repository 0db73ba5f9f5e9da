import { PromqlError } from '../prometheus/errors.js';
import { shortestScrapeInterval } from '../prometheus/scrape-interval.js';
import type { PrometheusClient } from '../prometheus/types.js';
import type { Diagnosis } from '../promql/diagnosis.js';
import { lint } from '../promql/lint/lint.js';
import { noFacts } from '../promql/meaning/facts.js';
import { mostHelpfulFirst } from '../promql/order.js';
import { explainAnnotations } from '../promql/refusals/annotations.js';
import { explainSyntax } from '../promql/refusals/rejection.js';
import { parsePromql } from '../promql/syntax/parse.js';
import { ignoredInQuery } from './lint-files/ignore-comments.js';
import { lookUpFacts } from './look-up-facts.js';
import { asRejection, rejection } from './rejection.js';

/** The result of `promql lint`. */
export interface LintReport {
  /** With `at`, the part of the query that each is about: offsets in UTF-16 code units. */
  diagnoses: Diagnosis[];
  /** Whether it is PromQL; without a server, as far as the text tells. */
  valid: boolean;
}

/** What `obs-lab promql lint --json` prints: stable; fields may be added. */
export interface LintDocument extends LintReport {
  /** The URL of the Prometheus that was asked; null for none. */
  prometheus: string | null;
}

/**
 * Lints a query. If a Prometheus is given, asks it whether the query is valid, for warnings, and about its metrics.
 * Rules that a comment of a valid query names are left out: `# obs-lab: ignore raw-counter`.
 * @param options.now Unix seconds
 * @throws PrometheusUnreachableError
 */
export async function lintQuery(
  text: string,
  prometheus: PrometheusClient | undefined,
  options: { now: number },
): Promise<LintReport> {
  const report = await everyDiagnosis(text, prometheus, options);
  if (!report.valid) return report;
  const ignored = ignoredInQuery(text);
  return { ...report, diagnoses: report.diagnoses.filter(({ rule }) => !ignored.has(rule)) };
}

async function everyDiagnosis(
  text: string,
  prometheus: PrometheusClient | undefined,
  { now }: { now: number },
): Promise<LintReport> {
  const { expr, stoppedAt } = parsePromql(text);
  if (!prometheus) {
    const mistake = explainSyntax(text, stoppedAt);
    return mistake
      ? { valid: false, diagnoses: [mistake] }
      : { valid: true, diagnoses: mostHelpfulFirst(lint(expr, noFacts())) };
  }
  const scrapeIntervalSeconds = await shortestScrapeInterval(prometheus);
  const [answer, facts] = await Promise.all([
    prometheus.query(text, { time: now }).catch(asRejection),
    lookUpFacts(prometheus, expr, { now, scrapeIntervalSeconds }),
  ]);
  const found = lint(expr, facts);
  if (!(answer instanceof PromqlError)) {
    return { valid: true, diagnoses: mostHelpfulFirst([...found, ...explainAnnotations(answer)]) };
  }
  const errors = found.filter(({ severity }) => severity === 'error');
  // An error without a position comes from evaluation: the query is valid PromQL, but not for these series.
  return { valid: answer.position === undefined, diagnoses: [rejection(text, answer), ...errors] };
}
