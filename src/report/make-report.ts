import { findRuns, type PassedOver, readSavedRuns } from '../load/saved/saved-runs.js';
import type { Conclusion } from './conclusion.js';
import { renderHtml } from './html/html.js';
import { readPageAssets } from './html/page-assets.js';
import { listDocument, renderRunList, type RunListDocument } from './list.js';
import { renderMarkdown } from './markdown.js';
import { buildReport } from './model.js';
import { type Format, planOutput, STDOUT, writeReport } from './output.js';

/** The document of `obs-lab report --json`. */
export interface ReportDocument {
  /** Absolute path, or `-`. */
  output: string;
  format: Format;
  title: string;
  /** Names of the runs, from baseline to overload. */
  runs: string[];
  conclusions: readonly Conclusion[];
  passedOver: readonly PassedOver[];
  /** With the output `-`: the report itself. */
  content?: string;
}

export interface ReportOptions {
  output?: string | undefined;
  format?: Format | undefined;
  force?: boolean | undefined;
}

/**
 * Finds the runs, makes their report and writes it to a file, or leaves it to the caller if it goes to stdout.
 * @param warn called for each file that is skipped
 * @returns with the output `-`, the report itself too
 * @throws what findRuns and writeReport throw
 */
export async function makeReport(
  names: readonly string[],
  runsDir: string,
  options: ReportOptions,
  warn: (skipped: PassedOver) => void,
): Promise<{ document: ReportDocument; content?: string }> {
  const saved = await readSavedRuns(runsDir);
  saved.passedOver.forEach(warn);
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

/**
 * Every saved run, as a document and as text.
 * @param warn called for each file that is skipped
 */
export async function listRuns(
  runsDir: string,
  warn: (skipped: PassedOver) => void,
): Promise<{ document: RunListDocument; text: string }> {
  const { runs, passedOver } = await readSavedRuns(runsDir);
  passedOver.forEach(warn);
  const document = listDocument(runs, passedOver);
  return { document, text: renderRunList(document) };
}
