import type { Readiness } from '../../../missions/grading/readiness.js';
import type { Grade, Part } from '../../../missions/grading/types.js';
import { renderCaret } from '../../query/caret.js';
import { comparisonTable, resultTable } from '../../query/comparison-table.js';
import { briefDiagnosisLines, diagnosisLines } from '../../query/diagnosis-text.js';
import { type Line, line, segment } from '../../text/line.js';
import { inlineCode } from '../../text/paragraphs.js';
import type { Tone } from '../../text/tones.js';
import { wrap } from '../../text/wrap.js';

/** The text about a graded answer, in lines. */

/** How many are shown after the first: the farther down the list, the less they help. */
const OTHER_DIAGNOSES = 2;

/** The diagnoses after the first, in one sentence each; of a right answer, such as two options, with the reasons. */
export function otherDiagnoses({ verdict, diagnoses }: Grade, width: number): Line[][] {
  const linesOf = verdict === 'pass' ? diagnosisLines : briefDiagnosisLines;
  return diagnoses.slice(1, 1 + OTHER_DIAGNOSES).map((diagnosis) => linesOf(diagnosis, width));
}

/** The verdict in a few words. */
export function verdictLine(grade: Grade): Line {
  switch (grade.verdict) {
    case 'pass':
      return line('✓ Right.', 'good');
    case 'wrong':
      return line('✗ Not yet.', 'bad');
    case 'empty':
      return line('✗ No result.', 'bad');
    case 'error':
      return line(
        grade.of === undefined || grade.of === 'promql'
          ? '✗ Prometheus refuses this query.'
          : '✗ This answer can’t be graded.',
        'bad',
      );
    case 'not-ready':
      return line('… Not ready yet. This did not count as an attempt.', 'warn');
    case 'lab-fault':
      return line('! The lab could not grade this. It did not count as an attempt.', 'warn');
  }
}

/** The refused query, with a caret under the mistake. */
export function rejectionLines(grade: Grade, answer: string, width: number): Line[] {
  if (grade.verdict !== 'error' || !grade.position) return [];
  const text = renderCaret(answer, grade.position, width).split('\n');
  return text.map((row, i) => line(row, i === text.length - 1 ? 'bad' : 'code'));
}

/** Whatever is wrong with a lab, these two commands find it and fix it. */
const ADVICE =
  '→ In another terminal, run `obs-lab verify` to see what is wrong, and `obs-lab up` to restart what has stopped.';

/** Why an answer was not graded. */
export function excuseLines(grade: Grade, width: number): Line[] {
  if (grade.verdict === 'not-ready') return readinessLines(grade.readiness, width);
  if (grade.verdict !== 'lab-fault') return [];
  return [
    ...wrap([{ text: grade.reason }], width),
    ...wrap(inlineCode(ADVICE), width, { rest: [{ text: '  ' }] }),
  ];
}

/** Both results side by side; only one after a right answer; for an answer in parts, one line per part. */
export function resultLines(grade: Grade, width: number, maxRows: number): Line[] {
  if (grade.verdict !== 'pass' && grade.verdict !== 'wrong') return [];
  if (grade.parts) return partLines(grade.parts, width).slice(0, maxRows);
  if (grade.verdict === 'wrong' && grade.comparison) return comparisonTable(grade.comparison, width, maxRows);
  return grade.result ? resultTable(grade.result, width, maxRows) : [];
}

/** Such as `✓ requests per second  “Rate”`. The diagnoses explain the parts that failed. */
function partLines(parts: readonly Part[], width: number): Line[] {
  return parts.flatMap(({ name, pass, note }) =>
    wrap(
      [{ text: name }, ...(pass && note !== '' ? [{ text: `  ${note}`, tone: 'dim' as const }] : [])],
      width,
      {
        first: [pass ? { text: '✓ ', tone: 'good' } : { text: '✗ ', tone: 'bad' }],
        rest: [{ text: '  ' }],
      },
    ),
  );
}

export function readinessText({ secondsLeft, lacking }: Readiness): string {
  if (secondsLeft !== undefined) {
    return `The lab is still collecting data for this step: ${secondsLeft} s to go.`;
  }
  return `The lab is not ready for this step: ${lacking ?? 'it has no data yet'}.`;
}

/** Why the learner has to wait, and what to do about it. */
export function readinessLines(readiness: Readiness, width: number, tone?: Tone): Line[] {
  return [
    ...wrap([segment(readinessText(readiness), tone)], width),
    ...(readiness.hints ?? []).flatMap((text) =>
      wrap([segment(text)], width, { first: [segment('→ ', 'dim')], rest: [segment('  ')] }),
    ),
  ];
}

/** Everything about a graded answer, for output that is not redrawn. */
export function gradeLines(grade: Grade, answer: string, width: number): Line[] {
  const [first] = grade.diagnoses;
  const parts = [
    rejectionLines(grade, answer, width),
    excuseLines(grade, width),
    first ? diagnosisLines(first, width) : [],
    otherDiagnoses(grade, width).flat(),
    resultLines(grade, width, 12),
  ].filter((part) => part.length > 0);
  return [verdictLine(grade), ...parts.flatMap((part) => [[], ...part])];
}
