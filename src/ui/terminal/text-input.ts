import { graphemes } from '../../util/text/graphemes.js';
/** Text being edited, one line or several, with a history. */

export interface TextInput {
  text: string;
  /** In UTF-16 code units; never inside a character. */
  cursor: number;
  /** Oldest first, each once. */
  history: readonly string[];
  /** Which entry of the history is shown; the history's length if none is. */
  place: number;
  /** The text typed before an entry of the history was shown. */
  draft: string;
  /** The text cut last. */
  killed: string;
}

export type Edit =
  | { type: 'insert'; text: string }
  | { type: 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end' }
  | { type: 'delete-back' | 'delete-forward' }
  /** What these cut, a yank pastes. */
  | { type: 'delete-word' | 'delete-word-forward' | 'delete-to-start' | 'delete-to-end' | 'yank' }
  /** A line up or down; on the first or last line, through the history. */
  | { type: 'older' | 'newer' };

export function textInput(history: readonly string[] = []): TextInput {
  return { text: '', cursor: 0, history, place: history.length, draft: '', killed: '' };
}

/** Adds the text to the history when it is submitted; it stays in the input to be corrected. */
export function remembered(input: TextInput): TextInput {
  const { text } = input;
  const history =
    text.trim() === '' ? input.history : [...input.history.filter((entry) => entry !== text), text];
  return { ...input, history, place: history.length, draft: text };
}

/** An empty input with the same history and cut text. */
export function cleared({ history, killed }: TextInput): TextInput {
  return { ...textInput(history), killed };
}

/** Replaces a part of the text. */
export function replaced(input: TextInput, from: number, to: number, by: string): TextInput {
  const { text } = input;
  return { ...input, text: text.slice(0, from) + by + text.slice(to), cursor: from + by.length };
}

export function edit(input: TextInput, change: Edit): TextInput {
  const { text, cursor } = input;
  switch (change.type) {
    case 'insert':
      return replaced(input, cursor, cursor, change.text);
    case 'yank':
      return replaced(input, cursor, cursor, input.killed);
    case 'left':
      return { ...input, cursor: before(text, cursor) };
    case 'right':
      return { ...input, cursor: after(text, cursor) };
    case 'word-left':
      return { ...input, cursor: wordBefore(text, cursor) };
    case 'word-right':
      return { ...input, cursor: wordAfter(text, cursor) };
    case 'home':
      return { ...input, cursor: lineStart(text, cursor) };
    case 'end':
      return { ...input, cursor: lineEnd(text, cursor) };
    case 'delete-back':
      return replaced(input, before(text, cursor), cursor, '');
    case 'delete-forward':
      return replaced(input, cursor, after(text, cursor), '');
    case 'delete-word':
      return kill(input, wordBefore(text, cursor), cursor);
    case 'delete-word-forward':
      return kill(input, cursor, wordAfter(text, cursor));
    case 'delete-to-start':
      return kill(input, lineStart(text, cursor), cursor);
    case 'delete-to-end':
      return kill(input, cursor, lineEnd(text, cursor));
    case 'older':
      return lineStart(text, cursor) > 0 ? lineUp(input) : recall(input, input.place - 1);
    case 'newer':
      return lineEnd(text, cursor) < text.length ? lineDown(input) : recall(input, input.place + 1);
  }
}

function kill(input: TextInput, from: number, to: number): TextInput {
  const killed = input.text.slice(from, to);
  return { ...replaced(input, from, to, ''), ...(killed !== '' && { killed }) };
}

function recall(input: TextInput, place: number): TextInput {
  const { history, text } = input;
  if (place < 0 || place > history.length) return input;
  const draft = input.place === history.length ? text : input.draft;
  const recalled = place === history.length ? draft : history[place]!;
  return { ...input, place, draft, text: recalled, cursor: recalled.length };
}

function lineStart(text: string, cursor: number): number {
  return text.slice(0, cursor).lastIndexOf('\n') + 1;
}

function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
}

function lineUp(input: TextInput): TextInput {
  const start = lineStart(input.text, input.cursor);
  return toColumn(input, lineStart(input.text, start - 1), input.cursor - start);
}

function lineDown(input: TextInput): TextInput {
  const { text, cursor } = input;
  return toColumn(input, lineEnd(text, cursor) + 1, cursor - lineStart(text, cursor));
}

/** Moves to a column of the line that starts at an offset, or to the line's end; never inside a character. */
function toColumn(input: TextInput, start: number, column: number): TextInput {
  const wanted = Math.min(start + column, lineEnd(input.text, start));
  return { ...input, cursor: wanted === start ? start : after(input.text, before(input.text, wanted)) };
}

/** The end of the last whole character before an offset. */
function before(text: string, cursor: number): number {
  let start = 0;
  for (const { index } of graphemes.segment(text)) {
    if (index >= cursor) break;
    start = index;
  }
  return start;
}

function after(text: string, cursor: number): number {
  const [next] = graphemes.segment(text.slice(cursor));
  return cursor + (next?.segment.length ?? 0);
}

/** A word is a name or a number: PromQL is full of punctuation, and the cursor should stop at it. */
function wordBefore(text: string, cursor: number): number {
  return text.slice(0, cursor).replace(/\w*\W*$/, '').length;
}

function wordAfter(text: string, cursor: number): number {
  return cursor + (/^\W*\w*/.exec(text.slice(cursor))?.[0].length ?? 0);
}
