import type { Grade } from '../../../missions/grading/types.js';
import type { Step } from '../../../missions/library/schema.js';
import { isEarned, missionScore } from '../../../missions/progress/progress.js';
import { docName } from '../../../util/doc-pages.js';
import { pasteable } from '../../../util/invocation.js';
import { counted } from '../../../util/text/words.js';
import { type Line, line, type Segment } from '../../text/line.js';
import { inlineCode } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import { type MissionState, recordOf } from '../state.js';
import { readinessText } from './grade-text.js';

/** The end of a mission: steps passed, what you learned, and what to read next. */
export function summaryLines(state: MissionState, width: number): Line[] {
  const { mission, progress } = state;
  const { passed, score } = missionScore(progress, mission);
  const all = passed === mission.steps.length;
  const concepts = [...new Set(mission.steps.flatMap((step) => step.concepts))].join(', ');
  const heading = all ? 'All steps passed.' : `${passed} of ${counted(mission.steps.length, 'step')} passed.`;
  const changed = mission.steps.flatMap((step) => changeLines(step, state.rechecks[step.id], width));
  return [
    line(heading, all ? 'good' : 'strong'),
    line(`Score ${score} of 100.`),
    [],
    ...mission.steps.flatMap((step) => stepLines(state, step, width)),
    ...(changed.length > 0 ? [[], ...changed] : []),
    [],
    line('What you learned', 'strong'),
    ...mission.learned.flatMap((text) => item(inlineCode(text), width)),
    ...readingLines(state, width),
    [],
    ...wrap([{ text: 'Concepts: ', tone: 'dim' }, { text: concepts }], width),
  ];
}

/** The question before the mission is reset. */
export function resetQuestion({ mission }: MissionState, width: number): Line[] {
  return wrap(
    [
      { text: 'Reset the mission? ', tone: 'warn' },
      { text: `This deletes all your progress in “${mission.title}”.` },
    ],
    width,
  );
}

function stepLines(state: MissionState, step: Step, width: number): Line[] {
  const record = recordOf(state, step);
  const row = (mark: Segment, note: string): Line[] =>
    wrap([{ text: step.title }, { text: `  ${note}`, tone: 'dim' }], width, {
      first: [{ text: '  ' }, mark, { text: ' ' }],
      rest: [{ text: '    ' }],
    });
  if (!isEarned(record)) {
    return record.gaveUpAt === undefined
      ? row({ text: '·', tone: 'dim' }, 'open')
      : row({ text: '–', tone: 'warn' }, 'given up');
  }
  const hints = record.hints > 0 ? `, ${counted(record.hints, 'hint')}` : '';
  const recheck = state.rechecks[step.id];
  const again = recheck?.verdict === 'pass' ? ', still right' : '';
  return row({ text: '✓', tone: 'good' }, `${counted(record.attempts, 'attempt')}${hints}${again}`);
}

/** Why an answer that passed doesn't pass now. The step stays passed: the lab has changed, not the answer. */
function changeLines({ title }: Step, grade: Grade | undefined, width: number): Line[] {
  const why = grade && reason(grade);
  if (why === undefined) return [];
  return item(
    [{ text: `“${title}”, graded again: ` }, ...inlineCode(why), { text: ' The step stays passed.' }],
    width,
  );
}

function reason(grade: Grade): string | undefined {
  switch (grade.verdict) {
    case 'pass':
      return undefined;
    case 'not-ready':
      return `this can’t be graded right now. ${readinessText(grade.readiness)}`;
    case 'lab-fault':
      return `the lab did not answer. ${grade.reason}`;
    default:
      return `on the lab’s current data, your answer and the reference have different results. ${grade.diagnoses[0]?.message ?? ''}`;
  }
}

function readingLines({ mission }: MissionState, width: number): Line[] {
  if (mission.reading.length === 0) return [];
  return [
    [],
    line('Further reading', 'strong'),
    ...mission.reading.flatMap(({ title, link }) =>
      item([{ text: `${title}: ` }, { text: whereToRead(link), tone: 'code' }], width),
    ),
  ];
}

/** A URL, or, for a page of the lab's own documentation, the command that shows it. */
export function whereToRead(link: string): string {
  return link.startsWith('docs/') ? pasteable(`obs-lab docs ${docName(link)}`) : link;
}

function item(text: readonly Segment[], width: number): Line[] {
  return wrap(text, width, { first: [{ text: '  • ' }], rest: [{ text: '    ' }] });
}
