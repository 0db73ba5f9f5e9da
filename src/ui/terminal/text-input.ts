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
  /** What undo goes back to, oldest first. */
  undo: readonly Before[];
  /** Where the cursor is after a typed character; undo takes back the next one with it. */
  typedTo?: number;
}

/** A text before a change. */
type Before = Pick<TextInput, 'text' | 'cursor'>;

/** More changes than these aren't kept. */
const MAX_UNDO = 200;

export type Edit =
  | { type: 'insert'; text: string }
  | { type: 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end' }
  | { type: 'delete-back' | 'delete-forward' }
  /** What these cut, a yank pastes. */
  | { type: 'delete-word' | 'delete-word-forward' | 'delete-to-start' | 'delete-to-end' | 'yank' }
  /** A line up or down; on the first or last line, through the history. */
  | { type: 'older' | 'newer' }
  /** Empties the text. */
  | { type: 'clear' }
  /** Takes back the last change: a word that was typed, a paste, a cut. */
  | { type: 'undo' };

export function textInput(history: readonly string[] = []): TextInput {
  return { text: '', cursor: 0, history, place: history.length, draft: '', killed: '', undo: [] };
}

/** Adds the text to the history when it is submitted; it stays in the input to be corrected. */
export function remembered(input: TextInput): TextInput {
  const { text } = input;
  const history =
    text.trim() === '' ? input.history : [...input.history.filter((entry) => entry !== text), text];
  return { ...input, history, place: history.length, draft: text };
}

/** An empty input with the same history and cut text, for the next text. */
export function cleared({ history, killed }: TextInput): TextInput {
  return { ...textInput(history), killed };
}

/** The input without its text, which undo brings back. */
export function wiped(input: TextInput): TextInput {
  return { ...replaced(input, 0, input.text.length, ''), place: input.history.length, draft: '' };
}

/** Replaces a part of the text. */
export function replaced(input: TextInput, from: number, to: number, by: string): TextInput {
  return undoable(input, put(input, from, to, by));
}

export function edit(input: TextInput, change: Edit): TextInput {
  if (change.type === 'undo') return undone(input);
  if (change.type === 'clear') return wiped(input);
  const after = changed(input, change);
  if (after.text === input.text) return after;
  const isTyped = change.type === 'insert' && /^\S$/u.test(change.text);
  if (isTyped && input.typedTo === input.cursor) return { ...after, typedTo: after.cursor };
  return { ...undoable(input, after), ...(isTyped && { typedTo: after.cursor }) };
}

function put(input: TextInput, from: number, to: number, by: string): TextInput {
  const { text } = input;
  return { ...input, text: text.slice(0, from) + by + text.slice(to), cursor: from + by.length };
}

/** The input after a change, with the text before it kept for undo. */
function undoable({ text, cursor, undo }: TextInput, after: TextInput): TextInput {
  const { typedTo: _, ...rest } = after;
  return text === after.text ? rest : { ...rest, undo: [...undo, { text, cursor }].slice(-MAX_UNDO) };
}

function undone(input: TextInput): TextInput {
  const { typedTo: _, ...rest } = input;
  const before = input.undo.at(-1);
  return before ? { ...rest, ...before, undo: input.undo.slice(0, -1) } : rest;
}

function changed(input: TextInput, change: Exclude<Edit, { type: 'undo' | 'clear' }>): TextInput {
  const { text, cursor } = input;
  switch (change.type) {
    case 'insert':
      return put(input, cursor, cursor, change.text);
    case 'yank':
      return put(input, cursor, cursor, input.killed);
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
      return put(input, before(text, cursor), cursor, '');
    case 'delete-forward':
      return put(input, cursor, after(text, cursor), '');
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
  return { ...put(input, from, to, ''), ...(killed !== '' && { killed }) };
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
