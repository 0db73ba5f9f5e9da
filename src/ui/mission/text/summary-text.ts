import type { Grade } from '../../../missions/grading/types.js';
import type { Mission, Step } from '../../../missions/library/schema.js';
import { isDone, isEarned, missionScore } from '../../../missions/progress/progress.js';
import { docName } from '../../../util/doc-pages.js';
import { pasteable } from '../../../util/invocation.js';
import { padStart } from '../../../util/text/display-width.js';
import { counted } from '../../../util/text/words.js';
import { type Line, line, type Segment } from '../../text/line.js';
import { inlineCode } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import { type MissionState, recordOf } from '../state.js';
import { readinessText } from './grade-text.js';

export interface SummaryText {
  lines: readonly Line[];
  /** The row after those of the marked step. */
  markedEnd: number;
}

/** The list of steps with what became of each. At the end of a mission: what was learned, and what to read next. */
export function summaryText(state: MissionState, width: number): SummaryText {
  const { mission, progress } = state;
  const { passed, score } = missionScore(progress, mission);
  const all = passed === mission.steps.length;
  const heading = all ? 'All steps passed.' : `${passed} of ${counted(mission.steps.length, 'step')} passed.`;
  const head = [
    ...wrap([{ text: heading, tone: all ? 'good' : 'strong' }, { text: ` Score ${score} of 100.` }], width),
    ...wrap([{ text: scoreNote(mission.steps), tone: 'dim' }], width),
    [],
  ];
  const rows = mission.steps.map((step) => stepLines(state, step, width));
  return {
    lines: [...head, ...rows.flat(), ...(state.from === undefined ? endLines(state, width) : [])],
    markedEnd: head.length + rows.slice(0, state.selected + 1).flat().length,
  };
}

/**
 * How the score is counted.
 * @param steps of one mission; left out for several missions
 */
export function scoreNote(steps?: readonly { weight: number }[]): string {
  const same = steps?.every(({ weight }) => weight === steps[0]!.weight);
  const weights = same ? '' : '; bigger ones count more';
  return `Score: the share of steps passed without asking for the solution${weights}. Hints and wrong answers cost nothing.`;
}

function endLines(state: MissionState, width: number): Line[] {
  const { mission } = state;
  const earned = mission.steps.filter((step) => isEarned(recordOf(state, step)));
  const learned = learnedFrom(mission, earned);
  const left = mission.learned.length - learned.length;
  const concepts = [...new Set(earned.flatMap((step) => step.concepts))].join(', ');
  const changed = mission.steps.flatMap((step) => changeLines(step, state.rechecks[step.id], width));
  return [
    ...(changed.length > 0 ? [[], ...changed] : []),
    ...(learned.length > 0
      ? [[], line('What you learned', 'strong'), ...learned.flatMap((text) => item(inlineCode(text), width))]
      : []),
    ...(left > 0
      ? [[], line(`The other steps teach ${left} more ${left === 1 ? 'thing' : 'things'}.`, 'dim')]
      : []),
    ...readingLines(state, width),
    ...(concepts === ''
      ? []
      : [[], ...wrap([{ text: 'Concepts: ', tone: 'dim' }, { text: concepts }], width)]),
  ];
}

/** What is learned in steps that were passed. */
function learnedFrom({ steps, learned }: Mission, earned: readonly Step[]): string[] {
  const passed = (ids: readonly string[]): boolean =>
    ids.every((id) => earned.some((step) => step.id === id));
  return learned
    .filter((one) => passed(one.steps.length > 0 ? one.steps : steps.map(({ id }) => id)))
    .map((one) => one.says);
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
  const { steps } = state.mission;
  const index = steps.indexOf(step);
  const marked = index === state.selected && state.phase === 'summary';
  const number = padStart(String(index + 1), String(steps.length).length);
  const row = (mark: Segment, note: string): Line[] =>
    wrap(
      [
        { text: step.title, ...(marked && { tone: 'strong' as const }) },
        { text: `  ${note}${step.weight === 1 ? '' : `, counts ${step.weight}×`}`, tone: 'dim' },
      ],
      width,
      {
        first: [{ text: marked ? '▸ ' : '  ', tone: 'code' }, mark, { text: ` ${number}  ` }],
        rest: [{ text: ' '.repeat(number.length + 6) }],
      },
    );
  if (!isEarned(record)) {
    if (record.gaveUpAt !== undefined) return row({ text: '–', tone: 'warn' }, 'given up');
    const later = steps.slice(index + 1).some((one) => isDone(recordOf(state, one)));
    return row({ text: '·', tone: 'dim' }, later ? 'skipped' : 'open');
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
