import type { IncidentReport } from '../../incidents/debrief/report.js';
import type { GradedField } from '../../incidents/grading/types.js';
import { formatSeconds } from '../../util/number-format.js';
import { padEnd, padStart } from '../../util/text/display-width.js';
import { counted, listed } from '../../util/text/words.js';
import { type Line, line, segment } from '../text/line.js';
import { paint } from '../text/paint.js';
import { wrap } from '../text/wrap.js';

const MARKS = {
  right: segment('✓', 'good'),
  partly: segment('~', 'warn'),
  wrong: segment('✗', 'bad'),
  missing: segment('–', 'dim'),
} as const;

/** `incident finish` for a person: the grade with its reasons, what it was, and what would have shown it. */
export function debriefText(report: IncidentReport, columns: number): string {
  return paint(debriefLines(report, columns));
}

function debriefLines(report: IncidentReport, columns: number): Line[] {
  const { score, passed, fields, timeline, evidence, decoys, times, queries } = report;
  return [
    ...wrap(
      [segment(`${score} of 100 points`, passed ? 'good' : 'warn'), segment(`. ${truthText(report)}`)],
      columns,
    ),
    [],
    ...fields.filter(({ weight }) => weight > 0).flatMap((field) => fieldLines(field, columns)),
    [],
    ...wrap(
      [
        segment(
          `Paged after ${secondsText(times.detect)}, located after ${secondsText(times.locate)}, recovered after ${secondsText(times.mitigate)}; ${counted(queries, 'query', 'queries')}.`,
        ),
      ],
      columns,
    ),
    [],
    line('Timeline (UTC)', 'strong'),
    ...timeline.flatMap(({ at, what }) => item(at.slice(11, 19), what, columns)),
    ...(evidence.length > 0 ? [[], line('Queries that show it best', 'strong')] : []),
    ...evidence.flatMap(({ says, expr }) => [
      ...wrap([{ text: says }], columns, { first: [segment('- ')], rest: [segment('  ')] }),
      ...wrap([segment(expr, 'code')], columns, { first: [segment('  ')], rest: [segment('  ')] }),
    ]),
    ...(decoys.length > 0 ? [[], line('What else it could have been', 'strong')] : []),
    ...decoys.flatMap((decoy) => decoyLines(decoy, columns)),
  ];
}

/** What it was, in one or two sentences. */
export function truthText({ faults, release }: IncidentReport): string {
  const extra = release ? ' The release had nothing to do with it.' : '';
  if (faults.length === 0) {
    return `It was a false alarm: nothing was wrong.${release ? ' The release was harmless.' : ''}`;
  }
  return `It was ${listed(faults.map(({ id, title }) => `${id} (${title})`))}.${extra}`;
}

function fieldLines(
  { field, weight, points, verdict, given, expected, reason }: GradedField,
  columns: number,
): Line[] {
  const worth = `${padStart(String(points), 4)}/${padEnd(String(weight), 3)}`;
  const first = [MARKS[verdict], segment(` ${padEnd(field, 11)}${worth} `)];
  const rest = [segment(' '.repeat(21))];
  const truth = field === 'mitigation' ? 'The right action' : 'It was';
  const right = verdict === 'right' ? '' : ` ${truth}: ${expected}.`;
  // A query has long words: in the narrow column they would break.
  if (field === 'evidence' && given !== null) {
    const indent = { first: [segment('  ')], rest: [segment('  ')] };
    return [
      ...wrap([{ text: `${reason}${right}` }], columns, { first, rest }),
      ...wrap([segment(given, 'code')], columns, indent),
    ];
  }
  const answer = given === null ? '' : `${given}. `;
  return wrap([{ text: `${answer}${reason}${right}` }], columns, { first, rest });
}

function decoyLines(
  { id, title, says, expr, trueAt, instants }: IncidentReport['decoys'][number],
  columns: number,
): Line[] {
  const held =
    trueAt === 0
      ? 'That was not so at any time.'
      : `That was so at ${trueAt} of ${instants} instants: it is a side effect here.`;
  const indent = { first: [segment('  ')], rest: [segment('  ')] };
  return [
    ...wrap([segment(id, 'code'), { text: ` (${title}) would have shown: ${says}. ${held}` }], columns, {
      first: [segment('- ')],
      rest: [segment('  ')],
    }),
    ...wrap([segment(expr, 'dim')], columns, indent),
  ];
}

function item(head: string, text: string, columns: number): Line[] {
  return wrap([{ text }], columns, {
    first: [segment(`${head}  `, 'dim')],
    rest: [segment(' '.repeat(head.length + 2))],
  });
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '—' : formatSeconds(seconds);
}
