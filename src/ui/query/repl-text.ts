import { continues, ONE_LINE } from '../editor/model.js';
import { highlight } from '../editor/highlight.js';
import { layOutInput, popupLines } from '../editor/input-text.js';
import type { Screen } from '../terminal/screen.js';
import type { ReplState } from './repl-state.js';
import { line, type Line } from '../text/line.js';
import { displayWidth, truncate } from '../../util/display-width.js';

const GAP = '   ';
const INPUT_ROWS = 8;
const POPUP_ROWS = 8;

/** What stands below the answers: the input, and either completions or a line about what can be done. Pure. */
export function replText(view: ReplState, { columns, rows }: { columns: number; rows: number }): Screen {
  if (view.over) return { lines: [] };
  const width = Math.max(20, columns - 1);
  const { input } = view.editor;
  const spans = input.text.startsWith('.') ? [] : highlight(input.text, input.cursor);
  const laidOut = layOutInput(input, { width, maxRows: Math.min(INPUT_ROWS, Math.max(1, rows - 4)), spans });
  if (view.busy) return { lines: [...laidOut.lines, line('  Asking… Ctrl-C stops it', 'dim')] };
  return {
    lines: [...laidOut.lines, ...below(view, laidOut.cursor.x, width, rows - laidOut.lines.length - 1)],
    cursor: laidOut.cursor,
  };
}

function below(view: ReplState, cursorX: number, width: number, room: number): Line[] {
  const { popup, editor } = view;
  if (popup) {
    const count = Math.min(popup.items.length + 1, POPUP_ROWS, Math.max(2, room));
    return popupLines(popup, width, count, cursorX - (editor.input.cursor - popup.from));
  }
  return [line(truncate(`  ${statusOf(view, width - 2)}`, width), 'dim')];
}

function statusOf({ notice, range, editor: { input } }: ReplState, width: number): string {
  if (notice !== '') return notice;
  if (continues(input, { ...ONE_LINE, multiline: true }))
    return 'a bracket is open: Enter begins a new line, twice asks';
  const mode = range === undefined ? '.range 5m charts' : `charts over ${range}`;
  let keys = ['Tab completes', '↑ earlier', mode, '.help', 'Ctrl-D leaves'];
  // Help tells all of them: in little room the others go first.
  for (const least of ['↑ earlier', mode, 'Tab completes'])
    if (displayWidth(keys.join(GAP)) > width) keys = keys.filter((key) => key !== least);
  return keys.join(GAP);
}
