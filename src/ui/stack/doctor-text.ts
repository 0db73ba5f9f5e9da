import type { DoctorResult } from '../../stack/verify/doctor.js';
import { pasteable } from '../../util/invocation.js';
import { type Line, line, type Segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { fit } from '../text/wrap.js';

const MARKS: Readonly<Record<DoctorResult['findings'][number]['status'], Segment>> = {
  pass: { text: '✓', tone: 'good' },
  warn: { text: '!', tone: 'warn' },
  fail: { text: '✗', tone: 'bad' },
};

/** `doctor` for a person: one line per finding, its remedy below it, then the summary. */
export function renderDoctor({ findings, ok }: DoctorResult, columns = Infinity): string {
  const width = Math.max(...findings.map(({ id }) => id.length));
  const lines = findings.flatMap(({ id, status, detail, hint }): Line[] => [
    [MARKS[status], { text: ` ${id.padEnd(width)}  ${detail}` }],
    ...(hint
      ? [
          [
            { text: `  ${' '.repeat(width)}  ` },
            { text: '→', tone: 'dim' as const },
            { text: ` ${pasteable(hint)}` },
          ],
        ]
      : []),
  ]);
  const sum = ok
    ? line('This machine can run the lab: obs-lab up', 'good')
    : line('This machine can’t run the lab yet: fix the findings marked ✗.', 'bad');
  return paint([...fit(lines, columns, width + 4), [], ...fit([sum], columns)]);
}
