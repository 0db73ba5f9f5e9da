import type { ExprPosition } from '../../prometheus/errors.js';
import { displayWidth, padStart, printable, takeEnd, truncate } from '../../util/text/display-width.js';

const TAB = '  ';
/** The share of a cut line that is shown left of the caret: the mistake is usually just before it. */
const SHARE_BEFORE = 0.7;

/**
 * An expression with a caret under a position, in lines of at most `width` columns. If the expression has several
 * lines, they are numbered and end with the one that has the caret. A line that is too long is cut on both sides.
 */
export function renderCaret(expr: string, position: ExprPosition, width: number): string {
  const lines = expr.split(/\r?\n/);
  const index = Math.min(Math.max(position.line, 1), lines.length) - 1;
  if (lines.length === 1) return pointAt(lines[0]!, position.column, width).join('\n');

  const digits = String(index + 1).length;
  const room = Math.max(1, width - digits - 3);
  const gutter = (number: string): string => `${padStart(number, digits)} │ `;
  const [pointed, caret] = pointAt(lines[index]!, position.column, room);
  return [
    ...lines.slice(0, index).map((line, i) => gutter(String(i + 1)) + truncate(clean(line), room)),
    gutter(String(index + 1)) + pointed,
    gutter('') + caret,
  ].join('\n');
}

/** A line and the caret below it. The column can be one after the line's end, where something is missing. */
function pointAt(line: string, column: number, width: number): [line: string, caret: string] {
  const before = clean(line.slice(0, Math.max(column, 1) - 1));
  const after = clean(line.slice(Math.max(column, 1) - 1));
  const indent = displayWidth(before);
  if (indent + Math.max(1, displayWidth(after)) <= width) return [before + after, `${' '.repeat(indent)}^`];

  const roomBefore = Math.max(
    Math.floor((width - 1) * SHARE_BEFORE),
    // If little text follows, more of the start is shown.
    width - Math.max(1, displayWidth(after)),
  );
  const left = cutStart(before, Math.min(roomBefore, width - 1));
  const leftWidth = displayWidth(left);
  return [left + truncate(after, width - leftWidth), `${' '.repeat(leftWidth)}^`];
}

function clean(text: string): string {
  return printable(text.replaceAll('\t', TAB));
}

function cutStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `…${takeEnd(text, width - 1)}`;
}
