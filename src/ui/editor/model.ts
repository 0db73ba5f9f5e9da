import type { KeyAction } from '../terminal/keys.js';
import { type Edit, edit, remembered, replaced, type TextInput, wiped } from '../terminal/text-input.js';
import { matchBrackets } from './brackets.js';
import type { CompletionContext } from './completion-context.js';
import { completionContext } from './completion-context.js';
import { type Completion, completions, type Vocabulary } from './completions.js';
import { type HistorySearch, pressSearch } from './history-search.js';

/** An input with a list of completions below it. */

export interface Editor {
  input: TextInput;
  /** The list was opened, by Tab or by typing; it shows if there are completions. */
  completing: boolean;
  /** Index in the list. */
  selected: number;
  /** The selection was moved, so that Enter accepts it. */
  chosen: boolean;
  /** Set while the history is searched. */
  search?: HistorySearch;
}

/** Completes a text at a cursor. */
export type Completer = (
  text: string,
  cursor: number,
) => {
  /** The start of the word that an item replaces. */
  from: number;
  items: readonly Completion[];
  /** The list opens without Tab. */
  eager: boolean;
};

/** The language that is written in the editor. */
export interface Language {
  complete: Completer;
  /** Line breaks are kept, and Enter with an open bracket adds one. */
  multiline: boolean;
}

export interface Popup {
  from: number;
  items: readonly Completion[];
  selected: number;
}

/** One line without completions, such as a number. */
export const ONE_LINE: Language = {
  complete: (_, cursor) => ({ from: cursor, items: [], eager: false }),
  multiline: false,
};

/** @param look returns what is known from Prometheus for a context */
export function promql(look: (context: CompletionContext) => Vocabulary): Language {
  return {
    multiline: true,
    complete(text, cursor) {
      const context = completionContext(text, cursor);
      const word = text.slice(context.from, cursor);
      const telling = context.kind !== 'operand' && context.kind !== 'operator';
      return {
        from: context.from,
        items: completions(context, word, look(context), text.slice(cursor)),
        eager: telling || word !== '',
      };
    },
  };
}

export function editorOf(input: TextInput): Editor {
  return { input, completing: false, selected: 0, chosen: false };
}

/** The list that is shown; undefined if there is none. */
export function popupOf(
  { input, completing, selected, search }: Editor,
  { complete }: Language,
): Popup | undefined {
  if (!completing || search) return undefined;
  const { from, items } = complete(input.text, input.cursor);
  return items.length === 0 ? undefined : { from, items, selected: Math.min(selected, items.length - 1) };
}

/** True if Enter adds a line break: a bracket is open, and the last line is not empty. */
export function continues({ text }: TextInput, { multiline }: Language): boolean {
  return multiline && matchBrackets(text).open > 0 && !/\n[ \t]*$/.test(text);
}

/**
 * Applies a key.
 * @returns the editor after it, with `submitted` if the key submitted the text; undefined if the editor doesn't use
 *   the key
 */
export function pressEditor(
  editor: Editor,
  action: KeyAction,
  language: Language,
): (Editor & { submitted?: true }) | undefined {
  const { input } = editor;
  const searched = pressSearch(editor, action);
  if (searched) {
    const { then, ...found } = searched;
    const next = { ...editorOf(found.input), ...found };
    return then ? (pressEditor(next, then, language) ?? next) : next;
  }
  const popup = popupOf(editor, language);
  switch (action.type) {
    case 'tab':
      return popup ? accepted(editor, popup) : { ...editor, completing: true, selected: 0, chosen: false };
    case 'escape':
      return popup && closed(editor);
    case 'enter':
      return popup && editor.chosen ? accepted(editor, popup) : entered(editor, language);
    case 'newline':
      return language.multiline ? changed(editor, { type: 'insert', text: '\n' }, language) : undefined;
    case 'paste': {
      const text = language.multiline ? action.text : action.text.replace(/\s*\n\s*/g, ' ');
      return closed({ ...editor, input: edit(input, { type: 'insert', text }) });
    }
    case 'edit':
      if (popup && (action.edit.type === 'older' || action.edit.type === 'newer')) {
        return moved(editor, popup, action.edit.type === 'newer' ? 1 : -1);
      }
      return changed(editor, action.edit, language);
    case 'control':
      return action.letter === 'd' ? changed(editor, { type: 'delete-forward' }, language) : undefined;
    case 'page':
      return undefined;
  }
}

/**
 * Ctrl-C: closes a search of the history, or clears what is typed; undo brings it back.
 * @returns undefined if there is nothing to clear, so that the key leaves the screen
 */
export function interruptEditor({ input, search }: Editor): Editor | undefined {
  if (search) return editorOf(search.left);
  return input.text === '' ? undefined : editorOf(wiped(input));
}

function changed(editor: Editor, change: Edit, { complete }: Language): Editor {
  const input = edit(editor.input, change);
  const typed = change.type === 'insert';
  const cut = change.type === 'delete-back' && editor.completing;
  const { eager } = typed || cut ? complete(input.text, input.cursor) : { eager: false };
  return { input, completing: eager, selected: 0, chosen: false };
}

function moved(editor: Editor, { items, selected }: Popup, by: number): Editor {
  return { ...editor, selected: (selected + by + items.length) % items.length, chosen: true };
}

function accepted(editor: Editor, { from, items, selected }: Popup): Editor {
  const { insert } = items[selected]!;
  const input = replaced(editor.input, from, editor.input.cursor, insert);
  // Completion continues: after a label its values, after a function its argument, after a directory its files.
  return { input, completing: /[=(/]$/.test(insert), selected: 0, chosen: false };
}

function entered(editor: Editor, language: Language): Editor & { submitted?: true } {
  const { input } = editor;
  if (continues(input, language)) {
    const { text } = input;
    return closed({ ...editor, input: replaced(input, text.length, text.length, '\n') });
  }
  const text = input.text.trimEnd();
  const trimmed = { ...input, text, cursor: Math.min(input.cursor, text.length) };
  return { ...closed({ ...editor, input: remembered(trimmed) }), submitted: true };
}

function closed(editor: Editor): Editor {
  return { ...editor, completing: false, selected: 0, chosen: false };
}
