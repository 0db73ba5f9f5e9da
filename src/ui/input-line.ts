import type { TextInput } from './text-input-model.js';
import { displayWidth } from './text.js';
import type { Line } from './rich-text.js';

const graphemes = new Intl.Segmenter();

/** An input line laid out: its rows, and where the cursor stands among them. */
export interface InputLayout {
  lines: Line[];
  cursor: { x: number; y: number };
}

/**
 * Lays an input line out in rows of at most `width` columns, broken wherever a row is full. Where that makes more rows than
 * there is room for, those around the cursor are shown. Pure.
 */
export function layOutInput(
  { text, cursor }: Pick<TextInput, 'text' | 'cursor'>,
  width: number,
  maxRows: number,
): InputLayout {
  const prompt = '› ';
  const indent = prompt.length;
  const room = Math.max(2, width - indent - 1);
  const rows: string[] = [''];
  let used = 0;
  let at = { x: indent, y: 0 };
  for (const { segment, index } of graphemes.segment(text)) {
    const columns = displayWidth(segment);
    if (used + columns > room) {
      rows.push('');
      used = 0;
    }
    if (index === cursor) at = { x: indent + used, y: rows.length - 1 };
    rows[rows.length - 1] += segment;
    used += columns;
  }
  if (cursor >= text.length) at = { x: indent + used, y: rows.length - 1 };
  const first = Math.max(0, Math.min(at.y - maxRows + 1, rows.length - maxRows));
  const shown = rows.slice(first, first + maxRows);
  return {
    lines: shown.map((row, i) => [{ text: first + i === 0 ? prompt : '  ', tone: 'code' }, { text: row }]),
    cursor: { x: at.x, y: at.y - first },
  };
}
