import type { Diagnosis } from '../../promql/diagnosis.js';
import type { CompareReport } from '../../query/compare-report.js';
import type { LintReport } from '../../query/lint-query.js';
import { counted, listed } from '../../util/text/words.js';
import { type Line, line } from '../text/line.js';
import { paint } from '../text/paint.js';
import type { Tone } from '../text/tones.js';
import { renderCaret } from './caret.js';
import { comparisonTable, resultTable } from './comparison-table.js';
import { diagnosisLines } from './diagnosis-text.js';

/** The output of `promql lint` and `promql compare`, in lines. */

const MAX_ROWS = 20;
const TONE_OF: Readonly<Record<Diagnosis['severity'], Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };

/**
 * @param text the query
 * @param checkedWith the server that was asked, in words; undefined for none
 */
export function lintLines(
  text: string,
  { diagnoses }: LintReport,
  { width, checkedWith }: { width: number; checkedWith: string | undefined },
): Line[] {
  const asked =
    checkedWith === undefined
      ? 'Checked without Prometheus: names, labels, values and types were not looked up.'
      : `Checked with ${checkedWith}.`;
  return [
    ...withGaps(diagnoses.map((diagnosis) => placedDiagnosis(text, diagnosis, width))),
    ...(diagnoses.length > 0 ? [[]] : []),
    summary(diagnoses),
    line(asked, 'dim'),
  ];
}

/** The verdict, the diagnoses, and both results side by side. */
export function compareLines(answer: string, report: CompareReport, width: number): Line[] {
  const { verdict, diagnoses, comparison, reference } = report;
  const table =
    verdict === 'pass'
      ? resultTable(reference, width, MAX_ROWS)
      : comparison
        ? comparisonTable(comparison, width, MAX_ROWS)
        : [];
  const parts = [
    [verdictLine(report)],
    ...diagnoses.map((found) => placedDiagnosis(answer, found, width)),
    table,
  ];
  return withGaps(parts.filter((part) => part.length > 0));
}

/** lintLines() as text. */
export function lintText(...of: Parameters<typeof lintLines>): string {
  return paint(lintLines(...of));
}

/** compareLines() as text. */
export function compareText(...of: Parameters<typeof compareLines>): string {
  return paint(compareLines(...of));
}

function verdictLine({ verdict, lacking, comparison }: CompareReport): Line {
  switch (verdict) {
    case 'pass':
      return line('✓ Equivalent.', 'good');
    case 'wrong':
      return line(comparison?.equal ? '✗ Same result only by accident.' : '✗ Different.', 'bad');
    case 'empty':
      return line('✗ The answer has no result.', 'bad');
    case 'error':
      return line('✗ Prometheus refuses the answer.', 'bad');
    case 'not-ready':
      return line(`… The reference can’t be evaluated: ${lacking ?? 'it has no data'}.`, 'warn');
  }
}

/** A diagnosis below its rule, with a caret under the part of the query that it is about. */
function placedDiagnosis(text: string, diagnosis: Diagnosis, width: number): Line[] {
  const { at, rule, severity } = diagnosis;
  const head = [
    { text: severity, tone: TONE_OF[severity] },
    { text: ` ${rule}`, tone: 'dim' as const },
  ];
  const rows = at ? renderCaret(text, positionOf(text, at.from), width - 2).split('\n') : [];
  return [
    head,
    ...rows.map((row, i) => line(`  ${row}`, i === rows.length - 1 ? TONE_OF[severity] : 'code')),
    ...diagnosisLines(diagnosis, width),
  ];
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function summary(diagnoses: readonly Diagnosis[]): Line {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnoses.filter((diagnosis) => diagnosis.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  if (counts.length === 0) return line('✓ No problems found.', 'good');
  const fine = diagnoses.every(({ severity }) => severity === 'info');
  return line(`${fine ? '✓' : '✗'} ${listed(counts)}`, fine ? 'good' : 'bad');
}

function withGaps(parts: readonly (readonly Line[])[]): Line[] {
  return parts.flatMap((part, i) => (i === 0 ? part : [[], ...part]));
}
