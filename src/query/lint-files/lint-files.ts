import { UsageError } from '../../errors.js';
import type { Diagnosis } from '../../promql/diagnosis.js';
import { listed } from '../../util/text/words.js';
import { collectFiles } from './collect.js';
import { type LintContext, type LintedFile, lintFile } from './lint-file.js';

/** What `obs-lab promql lint FILE… --json` prints: stable; fields may be added. */
export interface LintFilesDocument {
  /** All findings' diagnoses, as for a single expression. */
  diagnoses: Diagnosis[];
  /** False if one of the queries is not PromQL. */
  valid: boolean;
  /** The URL of the Prometheus that was asked; null for none. */
  prometheus: string | null;
  files: LintedFile[];
}

/**
 * Lints every query of rule files and dashboards.
 * @param paths files, and directories to search for them
 * @throws UsageError if there is nothing to lint in the directories; PrometheusUnreachableError
 */
export async function lintFiles(paths: readonly string[], context: LintContext): Promise<LintFilesDocument> {
  const files: LintedFile[] = [];
  for (const file of await collectFiles(paths)) {
    const linted = await lintFile(file, context);
    if (linted) files.push(linted);
  }
  if (files.length === 0) {
    throw new UsageError(`No rule file or Grafana dashboard in ${listed(paths)}.`, {
      hints: ['Looked for files that end in .yml, .yaml, .json or .rules and have rule groups or panels.'],
    });
  }
  return {
    diagnoses: files.flatMap(({ findings }) =>
      findings.map(({ at, severity, message, why, fix, rule }) => ({
        ...(at && { at }),
        severity,
        message,
        why,
        fix,
        rule,
      })),
    ),
    valid: files.every(({ valid }) => valid),
    prometheus: context.prometheus?.url ?? null,
    files,
  };
}
