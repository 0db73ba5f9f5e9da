import { describeSolution, type Solution } from '../../../missions/describe.js';
import type { Grade } from '../../../missions/grading/types.js';
import type { AnswerOf, Example, Step } from '../../../missions/library/schema.js';
import { widest } from '../../../util/text/display-width.js';
import { highlight, highlighted } from '../../editor/highlight.js';
import { layOutInput } from '../../editor/input-text.js';
import { diagnosisLines, messageLines, reasonLines } from '../../query/diagnosis-text.js';
import type { Block } from '../../terminal/screen-fit.js';
import { type Line, line, type Segment } from '../../text/line.js';
import { inlineCode, paragraphs } from '../../text/paragraphs.js';
import { wrap } from '../../text/wrap.js';
import { type MissionState, recordOf } from '../state.js';
import { excuseLines, otherDiagnoses, rejectionLines, resultLines, verdictLine } from './grade-text.js';

/** The body of a step's screen: the question, hints, the graded answer, the explanation. */

/**
 * Priorities of blocks: lower ones get room first. Nothing pushes a verdict out: it comes before the question, which
 * has been read, and before all hints but the one that was just requested.
 */
const FIRST = 0;
const VERDICT = 1;
const REQUESTED = 1.2;
const REASON = 1.4;
const QUESTION = 2;
const EXAMPLE = 2.5;
const OLDER = 3;
const TABLE = 4;
const OTHERS = 5;

/** Kept for the outcome before older hints are shown again. */
const ROWS_OF_AN_OUTCOME = 6;
/** In front of a query that is below its label. */
const INDENT = '  ';
/** The most rows of a table: more don't help to find the mistake. */
const MAX_ROWS = 10;

/** How much a body shows. */
export interface BodyOptions {
  /** Replaces the comparison once the graded answer is changed: the preview of the new one. */
  instead?: (rows: number) => readonly Line[];
  /** Whether the worked example is left out, because the preview of a new answer needs the room. */
  noExample?: boolean;
}

export function bodyBlocks(
  state: MissionState,
  step: Step,
  width: number,
  { instead, noExample = false }: BodyOptions = {},
): Block[] {
  const title: Block = {
    lines: wrap(
      [
        { text: `${state.index + 1}. ${step.title}`, tone: 'strong' },
        // A verdict needs the room.
        { text: state.outcome && state.phase !== 'done' ? '' : `  ${step.concepts.join(', ')}`, tone: 'dim' },
      ],
      width,
    ),
    priority: FIRST,
  };
  return state.phase === 'done'
    ? [title, ...doneBlocks(state, step, width)]
    : [
        title,
        {
          lines: paragraphs(step.prompt, width),
          priority: state.outcome || state.hinted ? QUESTION : VERDICT,
        },
        {
          lines: step.example && !noExample ? exampleLines(step.example, width) : [],
          priority: state.outcome ? OTHERS : EXAMPLE,
        },
        hintBlock(state, step, width),
        ...outcomeBlocks(state, step, width, instead),
      ];
}

/** A worked example, set off from the question. */
export function exampleLines({ query, text = '', says }: Example, width: number): Line[] {
  return [
    [],
    ...wrap([{ text: 'Example: ', tone: 'label' }, ...inlineCode(says)], width),
    ...(query === undefined
      ? paragraphs(`\`\`\`\n${text}\n\`\`\``, width, { first: [{ text: INDENT }], rest: [{ text: INDENT }] })
      : queryLines(INDENT, query, width)),
  ];
}

/** The newest hint, which was just requested, and as many older ones as fit. */
function hintBlock(state: MissionState, step: Step, width: number): Block {
  const hints = step.hints
    .slice(0, recordOf(state, step).hints)
    .map((hint, i) => hintLines(`Hint ${i + 1}: `, hint, width));
  return {
    lines: (rows) => {
      const shown: Line[] = [];
      for (const hint of hints.toReversed()) {
        if (shown.length > 0 && shown.length + hint.length >= rows - ROWS_OF_AN_OUTCOME) break;
        shown.unshift(...hint);
      }
      return shown.length > 0 ? [[], ...shown] : [];
    },
    priority: state.hinted ? REQUESTED : OLDER,
  };
}

function hintLines(label: string, hint: string, width: number): Line[] {
  return paragraphs(hint, width, {
    first: [{ text: label, tone: 'warn' }],
    rest: [{ text: ' '.repeat(label.length) }],
  });
}

function outcomeBlocks(
  { outcome, hinted }: MissionState,
  step: Step,
  width: number,
  instead?: (rows: number) => readonly Line[],
): Block[] {
  if (!outcome) return [];
  const { grade, answer } = outcome;
  const [first] = grade.diagnoses;
  const special = first && step.hintsFor[first.rule];
  const priority = hinted ? REASON : VERDICT;
  return [
    { lines: [[], ...wrap(verdictLine(grade), width)], priority: FIRST },
    { lines: rejectionLines(grade, answer, width), priority: VERDICT },
    { lines: grade.verdict === 'not-ready' ? [] : excuseLines(grade, width), priority: VERDICT },
    { lines: first ? messageLines(first, width) : [], priority: VERDICT },
    { lines: first ? reasonLines(first, width) : [], priority },
    // Written for this mistake in this step: worth more than the question, which has been read.
    { lines: special ? hintLines('Hint: ', special, width) : [], priority },
    ...otherDiagnoses(grade, width).map((lines): Block => ({ lines, priority: OTHERS })),
    {
      lines: (rows) => {
        const [gap, ...table] = tableLines(grade, width, rows);
        return gap ? [gap, ...(instead?.(table.length) ?? table)] : [];
      },
      priority: TABLE,
    },
  ];
}

/** The rows that a verdict takes, with the step's title; 0 without one. */
export function verdictRows(blocks: readonly Block[], { outcome, phase }: MissionState): number {
  if (!outcome || phase === 'done') return 0;
  return blocks.reduce(
    (sum, { lines, priority }) =>
      sum + (typeof lines !== 'function' && priority <= REASON ? lines.length : 0),
    0,
  );
}

function doneBlocks(state: MissionState, step: Step, width: number): Block[] {
  const record = recordOf(state, step);
  const { outcome } = state;
  const passed = outcome?.grade.verdict === 'pass' ? outcome : undefined;
  const answer = passed?.answer ?? record.answer;
  const solution = describeSolution(state.mission, step);
  const givenUp = record.gaveUpAt !== undefined;
  const verdict = passed
    ? verdictLine(passed.grade)
    : line(givenUp ? '– Given up.' : '✓ Passed.', givenUp ? 'warn' : 'good');
  const chosen = step.answer.type === 'choice' && answer ? chosenLines(step.answer, answer, width) : [];
  const remarks = chosen.length > 0 ? [] : (passed?.grade.diagnoses ?? []);
  const notes = remarks.flatMap((diagnosis) => diagnosisLines(diagnosis, width));
  const isSaid =
    chosen.length > 0 ||
    (answer !== undefined && squeezed(answer) === squeezed(solution.text)) ||
    (passed !== undefined && solution.kind !== 'promql');
  return [
    { lines: [...wrap(verdict, width), []], priority: VERDICT },
    ...(answer
      ? [
          {
            lines: chosen.length > 0 ? chosen : labelled('Your answer: ', answer, step, width),
            priority: OLDER,
          },
        ]
      : []),
    ...(isSaid ? [] : [{ lines: solutionLines(solution, width), priority: QUESTION }]),
    { lines: [[], ...paragraphs(step.explanation, width)], priority: QUESTION },
    { lines: notes.length > 0 ? [[], ...notes] : [], priority: TABLE },
    { lines: (rows) => (passed ? tableLines(passed.grade, width, rows) : []), priority: OTHERS },
  ];
}

/** Without blanks: queries that differ only in those look the same to a reader. */
function squeezed(query: string): string {
  return query.replace(/\s+/g, '');
}

/** A table that fits into the rows left, after an empty line; nothing if not even one of its rows fits. */
function tableLines(grade: Grade, width: number, rows: number): Line[] {
  // A table can also have a heading, and a line about hidden rows.
  const table = resultLines(grade, width, Math.max(1, Math.min(rows - 3, MAX_ROWS)));
  return table.length === 0 || table.length + 1 > rows ? [] : [[], ...table];
}

function solutionLines({ kind, text }: Solution, width: number): Line[] {
  if (kind === 'promql') return queryLines('One solution: ', text, width);
  const rows = kind === 'file' ? [`One solution is in ${text}`] : ['Solution:', ...text.split('\n')];
  return rows.flatMap((row, i) => wrap([{ text: row, ...(i > 0 && { tone: 'code' as const }) }], width));
}

function labelled(label: string, answer: string, step: Step, width: number): Line[] {
  if (step.answer.type === 'promql') return queryLines(label, answer, width);
  return wrap([{ text: answer, tone: 'code' }], width, { first: [{ text: label, tone: 'dim' }] });
}

/** The options that were chosen, each with the reason why it is right. */
function chosenLines({ options }: AnswerOf<'choice'>, answer: string, width: number): Line[] {
  const ids = answer.toLowerCase().split(/[\s,;]+/);
  return options
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, text, why }, i) => {
      const first: Segment = { text: i === 0 ? 'Your answer: ' : '             ', tone: 'dim' };
      const rest: Line = [{ text: ' '.repeat(first.text.length + id.length + 2) }];
      return [
        ...wrap(inlineCode(text), width, { first: [first, { text: `${id}  `, tone: 'label' }], rest }),
        ...wrap(inlineCode(why, 'dim'), width, { first: rest, rest }),
      ];
    });
}

/**
 * A highlighted query beside its label, or below it if the query has a word that is too long to fit beside it. A
 * query with a word longer than a line is broken as in the editor.
 */
function queryLines(label: string, query: string, width: number): Line[] {
  const longest = widest(query.split(/\s+/));
  const beside = longest <= width - label.length;
  if (longest > width - INDENT.length) {
    const look = { width: width + 1, maxRows: Infinity, prompt: INDENT, spans: highlight(query) };
    return [line(label.trimEnd(), 'dim'), ...layOutInput({ text: query, cursor: 0 }, look).lines];
  }
  const indent = beside ? ' '.repeat(label.length) : INDENT;
  const start: Segment = { text: label, tone: 'dim' };
  const rows = highlighted(query).flatMap((parts, i) =>
    wrap(parts, width, {
      first: [i === 0 && beside ? start : { text: indent }],
      rest: [{ text: indent }],
    }),
  );
  return beside ? rows : [[{ ...start, text: label.trimEnd() }], ...rows];
}
