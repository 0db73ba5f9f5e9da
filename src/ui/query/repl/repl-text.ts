import { displayWidth, truncate } from '../../../util/text/display-width.js';
import { highlight } from '../../editor/highlight.js';
import { SEARCH_KEYS, searchPrompt } from '../../editor/history-search.js';
import { layOutInput, popupLines } from '../../editor/input-text.js';
import { continues, ONE_LINE } from '../../editor/model.js';
import type { Screen } from '../../terminal/screen.js';
import { terminalColumns } from '../../terminal/terminal.js';
import { rowsOf } from '../../terminal/watch-screen.js';
import { type Line, line } from '../../text/line.js';
import type { ReplState } from './repl-state.js';

const GAP = '   ';
const INPUT_ROWS = 8;
const POPUP_ROWS = 8;

/** The part of the screen below the answers: the input, and either completions or a line of keys. */
export function replText(view: ReplState, { columns, rows }: { columns: number; rows: number }): Screen {
  if (view.over) return { lines: [] };
  const width = Math.max(20, columns - 1);
  const { input, search } = view.editor;
  const spans = input.text.startsWith('.') ? [] : highlight(input.text, input.cursor);
  const laidOut = layOutInput(input, {
    width,
    maxRows: Math.min(INPUT_ROWS, Math.max(1, rows - 4)),
    spans,
    ...(search && { prompt: searchPrompt(search) }),
  });
  if (view.busy) {
    const doing = view.live === undefined ? 'Running… Ctrl-C stops the query' : 'Every 2 s. Ctrl-C stops';
    return { lines: [...laidOut.lines, line(`  ${doing}`, 'dim')] };
  }
  return {
    lines: [...laidOut.lines, ...below(view, laidOut.cursor.x, width, rows - laidOut.lines.length - 1)],
    cursor: laidOut.cursor,
  };
}

/** The end of what has been printed, in at most `rows` rows: it is printed again on a clear screen. */
export function lastAnswers({ entries }: ReplState, rows: number): string {
  const lines = entries.flatMap(({ text }) => text.split('\n'));
  let from = lines.length;
  while (from > 0 && rowsOf(lines.slice(from - 1), terminalColumns()) <= rows) from--;
  return lines
    .slice(from)
    .map((text) => `${text}\n`)
    .join('');
}

/** The latest answer to a watched query, as far as it fits above the input. */
export function liveLines({ live }: ReplState, screen: Screen, { rows }: { rows: number }): string[] {
  if (live === undefined) return [];
  const lines = live.split('\n');
  const room = Math.max(1, rows - screen.lines.length - 2);
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more lines`];
}

function below(view: ReplState, cursorX: number, width: number, room: number): Line[] {
  const { popup, editor } = view;
  if (popup) {
    const count = Math.min(popup.items.length + 1, POPUP_ROWS, Math.max(2, room));
    return popupLines(popup, width, count, cursorX - (editor.input.cursor - popup.from));
  }
  return [line(truncate(`  ${statusOf(view, width - 2)}`, width), 'dim')];
}

function statusOf({ range, editor: { input, search } }: ReplState, width: number): string {
  if (search) return SEARCH_KEYS;
  if (continues(input, { ...ONE_LINE, multiline: true })) {
    return 'open bracket: Enter starts a new line, Enter twice runs the query';
  }
  const mode = range === undefined ? '.range 5m for charts' : `charts over ${range}`;
  let keys = ['Tab complete', '↑ history', mode, '.help', 'Ctrl-D quit'];
  // If not all fit, .help is kept: it lists the others.
  for (const least of ['↑ history', mode, 'Tab complete']) {
    if (displayWidth(keys.join(GAP)) > width) keys = keys.filter((key) => key !== least);
  }
  return keys.join(GAP);
}
