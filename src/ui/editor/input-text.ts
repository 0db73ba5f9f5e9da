import { displayWidth, padEnd, truncate, widest } from '../../util/text/display-width.js';
import { graphemes } from '../../util/text/graphemes.js';
import type { TextInput } from '../terminal/text-input.js';
import { type Line, line, type Segment } from '../text/line.js';
import type { Tone } from '../text/tones.js';
import type { Span } from './highlight.js';
import type { Popup } from './model.js';

/** An input laid out in rows, with the position of the cursor. */
export interface InputLayout {
  lines: Line[];
  cursor: { x: number; y: number };
}

export interface InputLook {
  /** Columns, including the prompt. */
  width: number;
  /** If there are more, those around the cursor are shown. */
  maxRows: number;
  /** Before the first row; the others are indented by its width. */
  prompt?: string;
  /** Shown in an empty input. */
  placeholder?: string;
  spans?: readonly Span[];
}

const PROMPT = '› ';

/** Lays an input out in rows, broken at its line breaks and at full rows, between words if possible. */
export function layOutInput(
  { text, cursor }: Pick<TextInput, 'text' | 'cursor'>,
  { width, maxRows, prompt = PROMPT, placeholder = '', spans = [] }: InputLook,
): InputLayout {
  const indent = displayWidth(prompt);
  const room = Math.max(2, width - indent - 1);
  const toneAt = toneReader(spans);
  const starts = new Set(rowStarts(text, room));
  const rows: Segment[][] = [[]];
  let used = 0;
  let at = { x: indent, y: 0 };
  for (const { segment, index } of graphemes.segment(text)) {
    if (starts.has(index)) {
      rows.push([]);
      used = 0;
    }
    if (index === cursor) at = { x: indent + used, y: rows.length - 1 };
    if (segment === '\n') continue;
    append(rows.at(-1)!, segment, toneAt(index));
    used += displayWidth(segment);
  }
  if (text.endsWith('\n')) {
    rows.push([]);
    used = 0;
  }
  if (cursor >= text.length) at = { x: indent + used, y: rows.length - 1 };
  if (text === '' && placeholder !== '') append(rows[0]!, truncate(placeholder, room), 'dim');
  const first = Math.max(0, Math.min(at.y - maxRows + 1, rows.length - maxRows));
  const shown = rows.slice(first, first + maxRows);
  return {
    lines: shown.map((row, i) => [
      { text: first + i === 0 ? prompt : ' '.repeat(indent), tone: 'code' },
      ...row,
    ]),
    cursor: { x: at.x, y: at.y - first },
  };
}

/** A full row is broken after one of these if it has one. */
const BREAKS: readonly string[] = [' ', '(', '{', ','];

/** The offsets at which rows begin: after line breaks, and after the last good place in a full row. */
function rowStarts(text: string, room: number): number[] {
  const starts: number[] = [];
  let used = 0;
  /** The last good place of this row, and the columns before it. */
  let good: { index: number; used: number } | undefined;
  for (const { segment, index } of graphemes.segment(text)) {
    const columns = segment === '\n' ? 0 : displayWidth(segment);
    if (used + columns > room) {
      const start = good ?? { index, used };
      starts.push(start.index);
      used -= start.used;
      good = undefined;
    }
    used += columns;
    if (segment === '\n') {
      if (index + 1 < text.length) starts.push(index + 1);
      [used, good] = [0, undefined];
    } else if (BREAKS.includes(segment)) {
      good = { index: index + 1, used };
    }
  }
  return starts;
}

/** Wider labels are cut: the list would no longer read as one. */
const WIDEST_LABEL = 44;

/**
 * A list of completions in at most `rows` lines, scrolled to the selected one, with the description of that one at
 * the end.
 * @param column where the word being completed starts: the list is below it if it fits there
 */
export function popupLines({ items, selected }: Popup, width: number, rows: number, column = 0): Line[] {
  const count = Math.max(1, Math.min(items.length, rows - 1));
  const first = Math.min(Math.max(0, selected - Math.floor(count / 2)), items.length - count);
  const shown = items.slice(first, first + count);
  const details = widest(shown.map(({ detail }) => detail));
  const labels = Math.min(
    widest(shown.map(({ label }) => label)),
    WIDEST_LABEL,
    Math.max(4, width - details - 6),
  );
  const columns = 2 + labels + 2 + details;
  const indent = ' '.repeat(Math.max(0, Math.min(column - 2, width - columns)));
  const chosen = items[selected]!;
  const place = items.length > count ? `${selected + 1} of ${items.length}` : '';
  const about = [place, chosen.info].filter((part) => part !== '').join('  ');
  return [
    ...shown.map(({ label, detail }, i): Line => {
      const isSelected = first + i === selected;
      return [
        { text: `${indent}${isSelected ? '▸ ' : '  '}`, tone: 'code' },
        { text: padEnd(truncate(label, labels), labels), ...(isSelected && { tone: 'strong' as const }) },
        { text: `  ${truncate(detail, Math.max(0, width - labels - 4))}`, tone: 'dim' },
      ];
    }),
    about === '' ? [] : line(truncate(`${indent}  ${about}`, width), 'dim'),
  ];
}

function toneReader(spans: readonly Span[]): (index: number) => Tone | undefined {
  let next = 0;
  return (index) => {
    while (next < spans.length && spans[next]!.to <= index) next++;
    const span = spans[next];
    return span && span.from <= index ? span.tone : undefined;
  };
}

function append(row: Segment[], text: string, tone: Tone | undefined): void {
  const last = row.at(-1);
  if (last && last.tone === tone) last.text += text;
  else row.push({ text, ...(tone && { tone }) });
}
