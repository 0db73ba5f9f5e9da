import { describeSolution } from '../missions/describe.js';
import type { Grade } from '../missions/grade.js';
import { isEarned, missionScore } from '../missions/progress.js';
import type { Step } from '../missions/schema.js';
import { counted } from '../words.js';
import {
  briefDiagnosisLines,
  diagnosisLines,
  excuseLines,
  OTHER_DIAGNOSES,
  readinessText,
  rejectionLines,
  resultLines,
  verdictLine,
} from './grade-text.js';
import { layOutInput } from './input-line.js';
import { abilitiesOf, recordOf, stepOf, type MissionState } from './mission-state.js';
import { line, paragraphs, wrap, type Line, type Segment } from './rich-text.js';
import { fitBlocks, type Block } from './screen-fit.js';
import type { TextInput } from './text-input-model.js';
import { padEnd, truncate } from './text.js';

/** A mission's screen, line by line: what is shown of a state in a terminal of a given size. Pure. */

export interface Screen {
  lines: Line[];
  /** Where the terminal's cursor belongs, from the top left; undefined hides it. */
  cursor?: { x: number; y: number };
}

/** Longer lines are hard to read, however wide the terminal. */
const WIDEST = 100;
const INPUT_ROWS = 4;
const KEY_GAP = 3;
/** Left for what else there is to say, before older hints are shown again. */
const ROWS_OF_AN_OUTCOME = 6;
/** Of a table: more does not help to see what is wrong. */
const MOST_ROWS = 10;

export function missionScreen(
  state: MissionState,
  input: TextInput,
  size: { columns: number; rows: number },
): Screen {
  const width = Math.max(20, Math.min(size.columns - 1, WIDEST));
  const step = stepOf(state);
  const head = [headerLine(state, width), []];
  const foot = [[], ...keyLines(state, width)];
  if (!step) return { lines: [...head, ...summaryLines(state, width), ...foot] };

  const question = questionOf(state, input, step, width);
  // One row stays free: a screen as high as the terminal would scroll.
  const room = size.rows - 1 - head.length - question.lines.length - foot.length;
  const body = fitBlocks(stepBlocks(state, step, width), Math.max(room, 3));
  const above = head.length + body.length;
  return {
    lines: [...head, ...body, ...question.lines, ...foot],
    ...(question.cursor && { cursor: { x: question.cursor.x, y: above + question.cursor.y } }),
  };
}

function headerLine({ mission, index, progress }: MissionState, width: number): Line {
  const title = `Mission ${mission.number} · ${mission.title}`;
  const marks = mission.steps.map((step, i): Segment => {
    const record = progress.missions[mission.id]?.steps[step.id];
    if (i === index) return { text: '▸', tone: 'code' };
    if (record && isEarned(record)) return { text: '✓', tone: 'good' };
    return record?.gaveUpAt === undefined ? { text: '·', tone: 'dim' } : { text: '–', tone: 'warn' };
  });
  const spaced = marks.flatMap((mark) => [{ text: ' ' }, mark]);
  const room = width - spaced.length - 1;
  if (room < 1) return line(truncate(title, width), 'strong');
  return [{ text: padEnd(truncate(title, room), room + 1), tone: 'strong' }, ...spaced];
}

/** The line one types on, or what stands in its place. */
function questionOf(state: MissionState, input: TextInput, step: Step, width: number): Screen {
  const { phase } = state;
  const notice = (segments: readonly Segment[]): Screen => ({ lines: [[], ...wrap(segments, width)] });
  if (phase === 'done') return { lines: [] };
  if (phase === 'confirming')
    return notice([
      { text: 'Show the solution? ', tone: 'warn' },
      { text: `The step “${step.title}” then counts as given up.` },
    ]);
  const laidOut = layOutInput(input, width, INPUT_ROWS);
  const status: Line[] =
    phase === 'grading'
      ? [line('Evaluating both queries…', 'dim')]
      : phase === 'waiting' && state.readiness
        ? wrap([{ text: readinessText(state.readiness), tone: 'warn' }], width)
        : [];
  return {
    lines: [[], ...status, ...laidOut.lines],
    ...(phase !== 'grading' && { cursor: { x: laidOut.cursor.x, y: laidOut.cursor.y + 1 + status.length } }),
  };
}

function stepBlocks(state: MissionState, step: Step, width: number): Block[] {
  const title: Block = {
    lines: wrap(
      [
        { text: `${state.index + 1}. ${step.title}`, tone: 'strong' },
        { text: `  ${step.concepts.join(', ')}`, tone: 'dim' },
      ],
      width,
    ),
    priority: 0,
  };
  return state.phase === 'done'
    ? [title, ...doneBlocks(state, step, width)]
    : [
        title,
        { lines: paragraphs(step.prompt, width), priority: 1 },
        hintBlock(state, step, width),
        ...outcomeBlocks(state, width),
      ];
}

/** The newest hint, which was just asked for, and as many of the older ones as there is room for. */
function hintBlock(state: MissionState, step: Step, width: number): Block {
  const hints = step.hints.slice(0, recordOf(state, step).hints).map((hint, i) =>
    paragraphs(hint, width, {
      first: [{ text: `Hint ${i + 1}: `, tone: 'warn' }],
      rest: [{ text: '        ' }],
    }),
  );
  return {
    lines: (rows) => {
      const shown: Line[] = [];
      for (const hint of hints.toReversed()) {
        if (shown.length > 0 && shown.length + hint.length >= rows - ROWS_OF_AN_OUTCOME) break;
        shown.unshift(...hint);
      }
      return shown.length > 0 ? [[], ...shown] : [];
    },
    priority: 3,
  };
}

function outcomeBlocks({ outcome }: MissionState, width: number): Block[] {
  if (!outcome) return [];
  const { grade, answer } = outcome;
  const [first, ...others] = grade.diagnoses;
  return [
    { lines: [[], ...wrap(verdictLine(grade), width)], priority: 2 },
    { lines: rejectionLines(grade, answer, width), priority: 2 },
    { lines: grade.verdict === 'not-ready' ? [] : excuseLines(grade, width), priority: 2 },
    { lines: first ? diagnosisLines(first, width) : [], priority: 2 },
    ...others
      .slice(0, OTHER_DIAGNOSES)
      .map((diagnosis): Block => ({ lines: briefDiagnosisLines(diagnosis, width), priority: 5 })),
    { lines: (rows) => tableLines(grade, width, rows), priority: 4 },
  ];
}

function doneBlocks(state: MissionState, step: Step, width: number): Block[] {
  const record = recordOf(state, step);
  const { outcome } = state;
  const passed = outcome?.grade.verdict === 'pass' ? outcome : undefined;
  const answer = passed?.answer ?? record.answer;
  const solution = describeSolution(state.mission, step).text;
  const givenUp = record.gaveUpAt !== undefined;
  const verdict = passed
    ? verdictLine(passed.grade)
    : givenUp
      ? line('– Given up; this is the solution.', 'warn')
      : line('✓ Passed.', 'good');
  const notes = (passed?.grade.diagnoses ?? []).flatMap((diagnosis) => diagnosisLines(diagnosis, width));
  return [
    { lines: [...wrap(verdict, width), []], priority: 1 },
    ...(answer === undefined ? [] : [{ lines: queryLines('Your answer: ', answer, width), priority: 3 }]),
    ...(answer?.trim() === solution
      ? []
      : [{ lines: queryLines('One solution: ', solution, width), priority: 2 }]),
    { lines: [[], ...paragraphs(step.explanation, width)], priority: 2 },
    { lines: notes.length > 0 ? [[], ...notes] : [], priority: 4 },
    { lines: (rows) => (passed ? tableLines(passed.grade, width, rows) : []), priority: 5 },
  ];
}

/** A table in the rows that are left, behind an empty line; none where they don't hold even one row. */
function tableLines(grade: Grade, width: number, rows: number): Line[] {
  // Besides its rows it may have a heading, and a line about those left out.
  const table = resultLines(grade, width, Math.max(1, Math.min(rows - 3, MOST_ROWS)));
  return table.length === 0 || table.length + 1 > rows ? [] : [[], ...table];
}

function queryLines(label: string, query: string, width: number): Line[] {
  return wrap([{ text: query, tone: 'code' }], width, {
    first: [{ text: label, tone: 'dim' }],
    rest: [{ text: ' '.repeat(label.length) }],
  });
}

function summaryLines({ mission, progress }: MissionState, width: number): Line[] {
  const { passed, score } = missionScore(progress, mission);
  const all = passed === mission.steps.length;
  const row = (mark: Segment, title: string, note: string): Line[] =>
    wrap([{ text: title }, { text: `  ${note}`, tone: 'dim' }], width, {
      first: [{ text: '  ' }, mark, { text: ' ' }],
      rest: [{ text: '    ' }],
    });
  const rows = mission.steps.flatMap((step) => {
    const record = progress.missions[mission.id]?.steps[step.id];
    if (record && isEarned(record)) {
      const note = `${counted(record.attempts, 'attempt')}${record.hints > 0 ? `, ${counted(record.hints, 'hint')}` : ''}`;
      return row({ text: '✓', tone: 'good' }, step.title, note);
    }
    return record?.gaveUpAt === undefined
      ? row({ text: '·', tone: 'dim' }, step.title, 'open')
      : row({ text: '–', tone: 'warn' }, step.title, 'given up');
  });
  const concepts = [...new Set(mission.steps.flatMap((step) => step.concepts))].join(', ');
  return [
    line(
      all ? 'All steps passed.' : `${passed} of ${counted(mission.steps.length, 'step')} passed.`,
      'strong',
    ),
    line(`Score ${score} of 100.`),
    [],
    ...rows,
    [],
    ...(mission.steps.some((step) => progress.missions[mission.id]?.steps[step.id]?.gaveUpAt !== undefined)
      ? [
          ...wrap(
            [
              { text: 'Begin a step anew: ', tone: 'dim' },
              { text: `obs-lab mission ${mission.number} --step ID --reset`, tone: 'code' },
            ],
            width,
          ),
          [],
        ]
      : []),
    ...wrap([{ text: 'You met: ', tone: 'dim' }, { text: concepts }], width),
  ];
}

function keyLines(state: MissionState, width: number): Line[] {
  const can = abilitiesOf(state);
  const step = stepOf(state);
  const keys: (readonly [string, string])[] = [];
  if (state.phase === 'confirming') keys.push(['y', 'show it'], ['n', 'keep trying']);
  if (can.submit) keys.push(['Enter', 'check']);
  if (can.hint && step) keys.push(['^T', `hint ${recordOf(state, step).hints + 1} of ${step.hints.length}`]);
  if (can.giveUp) keys.push(['^G', 'solution']);
  if (can.tryAgain) keys.push(['Enter', 'go on'], ['r', 'try again']);
  if (can.next && !can.tryAgain) keys.push(['^N', 'next']);
  if (can.back) keys.push(['^P', 'back']);
  if (state.phase !== 'confirming') keys.push(['Esc', 'leave']);
  return inRows(keys, width);
}

/** Keys side by side, as many in a row as fit. */
function inRows(keys: readonly (readonly [string, string])[], width: number): Line[] {
  const rows: Segment[][] = [];
  let used = Infinity;
  for (const [key, does] of keys) {
    const columns = key.length + 1 + does.length;
    if (used + KEY_GAP + columns > width) rows.push([]);
    const row = rows.at(-1)!;
    if (row.length > 0) row.push({ text: ' '.repeat(KEY_GAP) });
    used = (row.length > 0 ? used + KEY_GAP : 0) + columns;
    row.push({ text: key, tone: 'code' }, { text: ` ${does}`, tone: 'dim' });
  }
  return rows;
}
