import { findRuns, type SavedRuns } from '../load/saved/saved-runs.js';
import type { Conclusion } from './conclusion.js';
import { renderHtml } from './html/html.js';
import { renderMarkdown } from './markdown.js';
import { buildReport } from './model.js';
import { planOutput, STDOUT, writeReport, type Format } from './output.js';
import { readPageAssets } from './html/page-assets.js';

/** The document of `obs-lab report --json`. */
export interface ReportDocument {
  /** Absolute path, or `-`. */
  output: string;
  format: Format;
  title: string;
  /** Names of the runs, from baseline to overload. */
  runs: string[];
  conclusions: readonly Conclusion[];
  passedOver: SavedRuns['passedOver'];
  /** With the output `-`: the report itself. */
  content?: string;
}

export interface ReportOptions {
  output?: string | undefined;
  format?: Format | undefined;
  force?: boolean | undefined;
}

/**
 * Finds the runs, makes their report and writes it where it is wanted.
 * @returns the report itself too where it goes to stdout
 * @throws what findRuns and writeReport throw
 */
export async function makeReport(
  names: readonly string[],
  saved: SavedRuns,
  options: ReportOptions,
): Promise<{ document: ReportDocument; content?: string }> {
  const runs = await findRuns(names, saved.runs);
  const report = buildReport(runs, saved.limit);
  const { output, format } = planOutput(options);
  const content = format === 'md' ? renderMarkdown(report) : renderHtml(report, await readPageAssets());
  const document: ReportDocument = {
    output,
    format,
    title: report.title,
    runs: runs.map(({ run }) => run),
    conclusions: report.conclusions,
    passedOver: saved.passedOver,
  };
  if (output === STDOUT) return { document: { ...document, content }, content };
  const force = options.force ?? false;
  return { document: { ...document, output: await writeReport(output, content, { force }) } };
}
