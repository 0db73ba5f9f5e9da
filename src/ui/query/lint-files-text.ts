import type { Severity } from '../../promql/diagnosis.js';
import type { FileFinding, LintedFile } from '../../query/lint-files/lint-file.js';
import { whereInWords } from '../../query/lint-files/queries.js';
import { counted, listed } from '../../util/text/words.js';
import { type Line, line } from '../text/line.js';
import { paint } from '../text/paint.js';
import { inlineCode } from '../text/paragraphs.js';
import type { Tone } from '../text/tones.js';
import { wrap } from '../text/wrap.js';

/** What `promql lint FILE…` prints, in lines: the findings below their file, then a summary. */

const TONE_OF: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', info: 'dim' };
const INDENT = '    ';

interface Options {
  width: number;
  /** The server that was asked, in words; undefined for none. */
  checkedWith: string | undefined;
}

/** Files without findings are only counted. */
export function lintFilesLines(files: readonly LintedFile[], { width, checkedWith }: Options): Line[] {
  const blocks = files.flatMap((file) => {
    const lines = fileLines(file, width);
    return lines.length === 0 ? [] : [line(file.file, 'strong'), ...lines, []];
  });
  return [...blocks, ...summary(files, checkedWith)];
}

/** lintFilesLines() as text. */
export function lintFilesText(...of: Parameters<typeof lintFilesLines>): string {
  return paint(lintFilesLines(...of));
}

function fileLines({ findings, problems, skipped }: LintedFile, width: number): Line[] {
  return [
    ...problems.flatMap(({ line: row, column, message }) => [
      [{ text: `  ${row}:${column}  ` }, { text: 'broken', tone: 'bad' as const }],
      ...indented(message, width),
    ]),
    ...findings.flatMap((finding) => findingLines(finding, width)),
    ...skipped.flatMap(({ line: row, column, where, reason }) => [
      [{ text: `  ${row}:${column}  ` }, { text: `skipped  ${whereInWords(where)}`, tone: 'dim' as const }],
      ...indented(reason, width, 'dim'),
    ]),
  ];
}

function findingLines(
  { line: row, column, severity, rule, where, message, fix }: FileFinding,
  width: number,
): Line[] {
  return [
    [
      { text: `  ${row}:${column}  ` },
      { text: severity, tone: TONE_OF[severity] },
      { text: ` ${rule}  ${whereInWords(where)}`, tone: 'dim' },
    ],
    ...indented(message, width),
    ...(fix === ''
      ? []
      : wrap(inlineCode(fix), width, { first: [{ text: `${INDENT}→ ` }], rest: [{ text: `${INDENT}  ` }] })),
  ];
}

function indented(text: string, width: number, tone?: Tone): Line[] {
  return wrap(inlineCode(text, tone), width, { first: [{ text: INDENT }], rest: [{ text: INDENT }] });
}

function summary(files: readonly LintedFile[], checkedWith: string | undefined): Line[] {
  const findings = files.flatMap((file) => file.findings);
  const broken = files.filter(({ problems }) => problems.length > 0).length;
  const skipped = files.flatMap((file) => file.skipped).length;
  const counts = [
    ...(['error', 'warning', 'info'] as const).flatMap((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      return count === 0 ? [] : [counted(count, severity)];
    }),
    ...(broken === 0 ? [] : [counted(broken, 'broken file')]),
  ];
  const fine = broken === 0 && findings.every(({ severity }) => severity === 'info');
  const queries = files.reduce((sum, file) => sum + file.queries, 0);
  const checked = `${counted(queries, 'query', 'queries')} in ${counted(files.length, 'file')}`;
  const more = skipped === 0 ? '' : `, ${skipped} skipped`;
  return [
    line(
      `${fine ? '✓' : '✗'} ${counts.length === 0 ? 'No problems found' : listed(counts)}: ${checked}${more}.`,
      fine ? 'good' : 'bad',
    ),
    line(
      checkedWith === undefined
        ? 'Checked without Prometheus: names, labels, values and types were not looked up. To look them up: --url'
        : `Checked with ${checkedWith}.`,
      'dim',
    ),
  ];
}
