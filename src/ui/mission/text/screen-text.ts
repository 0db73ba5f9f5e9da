import { isEarned } from '../../../missions/progress/progress.js';
import { padEnd, truncate } from '../../../util/text/display-width.js';
import { popupLines } from '../../editor/input-text.js';
import { type PreviewBox, previewLines } from '../../query/preview-text.js';
import type { Paging, Screen } from '../../terminal/screen.js';
import { type Block, fitBlocks } from '../../terminal/screen-fit.js';
import { type Line, line, type Segment } from '../../text/line.js';
import { typedIn } from '../field-model.js';
import type { SessionState } from '../session-state.js';
import { type MissionState, stepOf } from '../state.js';
import { bodyBlocks, type BodyOptions, verdictRows } from './body-text.js';
import { keyLines } from './key-text.js';
import { type Question, questionText } from './question-text.js';
import { resetQuestion, type SummaryText, summaryText } from './summary-text.js';

/** A mission's screen: the lines for a state in a terminal of a given size. */

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;
/** Fewer rows are too few to read; more are not a preview. */
const PREVIEW_ROWS = { fewest: 3, most: 14 };
/** The part of the rows that the keys may take: in a low terminal, the text needs the others. */
const KEYS_SHARE = 1 / 8;
/** The room for blocks of any length when the screen can scroll. */
const MANY_ROWS = 100;
const MIN_BODY_ROWS = 3;
/** An empty line, a label, and two rows of a long input or list of options: less can't be used. */
const MIN_QUESTION_ROWS = 4;
/** The same for the path of a file: the line about its watch can go. */
const MIN_PATH_ROWS = 2;
/** The list of completions: at most, and at least if it is below the input. */
const POPUP_ROWS = { fewest: 4, most: 8 };

/** @param size.color without it, letters tell the lines of a chart apart */
export function screenText(
  view: SessionState,
  size: { columns: number; rows: number; color?: boolean },
): Screen {
  const { state } = view;
  const width = Math.max(20, Math.min(size.columns - 1, WIDEST));
  const step = stepOf(state);
  const head = [headerLine(state, width), []];
  const keyRoom = { width, rows: Math.max(1, Math.floor(size.rows * KEYS_SHARE)) };
  const asked: Question = step ? questionText(view, step, width) : { lines: summaryQuestion(state, width) };
  const blocks = step && bodyBlocks(state, step, width);
  const rows = size.rows - head.length - keyLines(view, keyRoom, 'down').length - 2;
  const verdict = Math.min(
    blocks ? verdictRows(blocks, state) : 0,
    rows - (view.field?.form.kind === 'file' ? MIN_PATH_ROWS : MIN_QUESTION_ROWS),
  );
  const question = clipped(asked, rows - Math.max(MIN_BODY_ROWS, verdict));
  const summary = step ? undefined : summaryText(state, width);
  const layOut = (options: BodyOptions = {}): Layout => {
    const blocks = step && bodyBlocks(state, step, width, options);
    const whole = blocks ? wholeLines(blocks) : summary!.lines;
    // One row stays free: a screen as high as the terminal would scroll.
    const roomBeside = (foot: readonly Line[]): number =>
      Math.max(MIN_BODY_ROWS, size.rows - 1 - head.length - question.lines.length - foot.length);
    const plainFoot = [[], ...keyLines(view, keyRoom)];
    const room = roomBeside(plainFoot);
    if (whole.length <= room) return { body: whole, foot: plainFoot, free: room - whole.length };
    const less = roomBeside([[], ...keyLines(view, keyRoom, 'down')]);
    // The first page shows what matters most; the pages after it show everything from the beginning.
    const fitted = blocks && fitBlocks(blocks, less);
    const { shown, paging } = paged(whole, view.scroll ?? rowsAbove(summary, less - 1), less, fitted);
    const foot = [[], ...keyLines(view, keyRoom, paging.hidden > 0 ? 'down' : 'up')];
    return { body: shown, foot, free: less - shown.length, paging };
  };
  let layout = layOut();
  const noExample = state.outcome !== undefined && hasPreview(view) && layout.free <= PREVIEW_ROWS.fewest;
  if (noExample && view.scroll === 0) layout = layOut({ noExample });
  if (isRevised(view) && layout.free <= PREVIEW_ROWS.fewest) {
    layout = layOut({ noExample, instead: (rows) => previewLines(view.preview, { ...size, width, rows }) });
  }
  const { body, foot, free, paging } = layout;
  const { above, below } = around(view, question, body, { ...size, width, free });
  const top = head.length + body.length;
  return {
    lines: [...head, ...above, ...question.lines, ...below, ...foot],
    ...(question.cursor && { cursor: { x: question.cursor.x, y: top + question.cursor.y } }),
    ...(paging && { paging }),
  };
}

interface Layout {
  body: readonly Line[];
  foot: readonly Line[];
  /** Unused rows. */
  free: number;
  paging?: Paging;
}

/** True if the graded answer has been changed, and the new one has a preview. */
function isRevised(view: SessionState): boolean {
  const { state, field, preview } = view;
  if (!state.outcome || !field || !hasPreview(view)) return false;
  return typedIn(field) !== state.outcome.answer && preview.answer !== undefined;
}

function hasPreview({ field, preview }: SessionState): boolean {
  return field?.form.kind === 'promql' && preview.on;
}

/** If a question is too high, the rows around the cursor or the mark. */
function clipped({ lines, cursor }: Question, wanted: number): Question {
  const rows = Math.max(1, wanted);
  if (lines.length <= rows) return { lines, ...(cursor && { cursor }) };
  const mark = cursor?.y ?? lines.findIndex(([first]) => first?.text.startsWith('▸'));
  const from = Math.max(0, Math.min(mark - (rows > 1 ? 1 : 0), lines.length - rows));
  const shown = lines.slice(from, from + rows);
  return { lines: shown, ...(cursor && { cursor: { x: cursor.x, y: cursor.y - from } }) };
}

/**
 * One page of lines that don't all fit.
 * @param fitted comes before the first page
 */
function paged(
  whole: readonly Line[],
  scroll: number,
  room: number,
  fitted: readonly Line[] | undefined,
): { shown: readonly Line[]; paging: Paging } {
  const page = room - 1;
  const before = fitted ? page : 0;
  const last = whole.length - page + before;
  const at = Math.min(scroll, last);
  const paging = { hidden: last - at, page, top: at };
  if (fitted && at === 0) return { shown: fitted, paging };
  const from = Math.max(0, at - before);
  const more = line(paging.hidden > 0 ? '↓ more' : '↑ more', 'dim');
  return { shown: [...whole.slice(from, from + page), more], paging };
}

/** The rows to scroll off the top so that the marked step can be seen. */
function rowsAbove(summary: SummaryText | undefined, page: number): number {
  return summary ? Math.max(0, summary.markedEnd - page) : 0;
}

/** All lines, with tables at a readable length. */
function wholeLines(blocks: readonly Block[]): Line[] {
  return blocks.flatMap(({ lines }) => (typeof lines === 'function' ? lines(MANY_ROWS) : lines));
}

function summaryQuestion(state: MissionState, width: number): Line[] {
  return state.phase === 'confirming' ? [[], ...resetQuestion(state, width)] : [];
}

/**
 * The rows around the input. The preview takes all free rows below it, whatever it shows. The list of completions
 * covers them, or, if they are too few, the rows above. So the input never moves while the learner types.
 */
function around(
  view: SessionState,
  { cursor }: Question,
  body: readonly Line[],
  { width, free, color }: { width: number; free: number; color?: boolean },
): { above: readonly Line[]; below: readonly Line[] } {
  const preview = previewRows(view, { width, rows: free - 1, ...(color && { color }) });
  if (!view.popup) return { above: body, below: preview };
  const column = (cursor?.x ?? 0) - wordLength(view);
  const wanted = Math.min(view.popup.items.length + 1, POPUP_ROWS.most);
  if (free >= Math.min(wanted, POPUP_ROWS.fewest)) {
    const list = popupLines(view.popup, width, Math.min(wanted, free), column);
    return { above: body, below: [...list, ...preview.slice(list.length)] };
  }
  const list = popupLines(view.popup, width, Math.min(wanted, Math.max(2, body.length)), column);
  return {
    above: [...body.slice(0, Math.max(0, body.length - list.length)), ...list].slice(-body.length),
    below: preview,
  };
}

function previewRows({ state, field, preview }: SessionState, box: PreviewBox): readonly Line[] {
  const typing = ['checking', 'waiting', 'asking', 'grading'].includes(state.phase);
  if (!typing || field?.form.kind !== 'promql' || !preview.on || box.rows < PREVIEW_ROWS.fewest) return [];
  const rows = Math.min(box.rows, PREVIEW_ROWS.most);
  // The reason why this text was refused is already on the screen.
  const isSaid = state.outcome?.grade.verdict === 'error' && state.outcome.answer === typedIn(field);
  return [[], ...(isSaid ? Array<Line>(rows).fill([]) : previewLines(preview, { ...box, rows }))];
}

/** Columns from the start of the word being completed to the cursor. */
function wordLength({ field, popup }: SessionState): number {
  return field?.kind === 'text' && popup ? field.editor.input.cursor - popup.from : 0;
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
