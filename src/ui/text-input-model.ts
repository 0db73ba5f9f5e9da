/** A line of text being edited, with the lines typed before. Pure. */

export interface TextInput {
  text: string;
  /** In UTF-16 code units; always between whole characters. */
  cursor: number;
  /** Oldest first. */
  history: readonly string[];
  /** Which line of the history is shown; its length where it is none of them. */
  place: number;
  /** What was being typed when the history was entered. */
  draft: string;
}

export type Edit =
  | { type: 'insert'; text: string }
  | { type: 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end' }
  | { type: 'delete-back' | 'delete-forward' | 'delete-word' | 'delete-to-start' | 'delete-to-end' }
  | { type: 'older' | 'newer' };

export function textInput(history: readonly string[] = []): TextInput {
  return { text: '', cursor: 0, history, place: history.length, draft: '' };
}

/** Puts the line into the history, as it is submitted; it stays to be mended. */
export function remembered(input: TextInput): TextInput {
  const { history, text } = input;
  const longer = text.trim() === '' || history.at(-1) === text ? history : [...history, text];
  return { ...input, history: longer, place: longer.length, draft: text };
}

/** An empty line with the same history. */
export function cleared({ history }: TextInput): TextInput {
  return textInput(history);
}

export function edit(input: TextInput, change: Edit): TextInput {
  const { text, cursor } = input;
  switch (change.type) {
    case 'insert':
      return {
        ...input,
        text: text.slice(0, cursor) + change.text + text.slice(cursor),
        cursor: cursor + change.text.length,
      };
    case 'left':
      return { ...input, cursor: before(text, cursor) };
    case 'right':
      return { ...input, cursor: after(text, cursor) };
    case 'word-left':
      return { ...input, cursor: wordBefore(text, cursor) };
    case 'word-right':
      return { ...input, cursor: wordAfter(text, cursor) };
    case 'home':
      return { ...input, cursor: 0 };
    case 'end':
      return { ...input, cursor: text.length };
    case 'delete-back':
      return cut(input, before(text, cursor), cursor);
    case 'delete-forward':
      return cut(input, cursor, after(text, cursor));
    case 'delete-word':
      return cut(input, wordBefore(text, cursor), cursor);
    case 'delete-to-start':
      return cut(input, 0, cursor);
    case 'delete-to-end':
      return cut(input, cursor, text.length);
    case 'older':
      return recall(input, input.place - 1);
    case 'newer':
      return recall(input, input.place + 1);
  }
}

function cut(input: TextInput, from: number, to: number): TextInput {
  return { ...input, text: input.text.slice(0, from) + input.text.slice(to), cursor: from };
}

function recall(input: TextInput, place: number): TextInput {
  const { history, text } = input;
  if (place < 0 || place > history.length) return input;
  const draft = input.place === history.length ? text : input.draft;
  const recalled = place === history.length ? draft : history[place]!;
  return { ...input, place, draft, text: recalled, cursor: recalled.length };
}

const graphemes = new Intl.Segmenter();

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

/** A word is a name or a number: PromQL is full of punctuation, and one wants to stop at it. */
function wordBefore(text: string, cursor: number): number {
  return text.slice(0, cursor).replace(/\w*\W*$/, '').length;
}

function wordAfter(text: string, cursor: number): number {
  return cursor + (/^\W*\w*/.exec(text.slice(cursor))?.[0].length ?? 0);
}
