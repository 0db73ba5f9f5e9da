import type { IncidentCheck } from '../../incidents/check/check.js';
import { padEnd, padStart, widest } from '../../util/text/display-width.js';
import { counted } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';

/** `incident check` for a person: points by difficulty and kind of report. */
export function incidentCheckText({ ok, seeds, rows, problems }: IncidentCheck): string {
  const width = widest(rows.map(({ trial }) => trial));
  return paint([
    line(`difficulty  ${padEnd('report', width)}  reports  points`, 'dim'),
    ...rows.map(({ difficulty, trial, count, lowest, highest }) => {
      const points = lowest === highest ? String(lowest) : `${lowest} to ${highest}`;
      return line(
        `${padEnd(String(difficulty), 10)}  ${padEnd(trial, width)}  ${padStart(String(count), 7)}  ${points}`,
      );
    }),
    [],
    ...problems.map((problem): Line => [segment('✗', 'bad'), segment(` ${problem}`)]),
    ok
      ? [
          segment('✓', 'good'),
          segment(` ${counted(seeds, 'seed')} at each difficulty: every report gets the points it should.`),
        ]
      : line(`${counted(problems.length, 'problem')} found.`, 'bad'),
  ]);
}
