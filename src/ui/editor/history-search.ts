import { takeEnd } from '../../util/text/display-width.js';
import type { KeyAction } from '../terminal/keys.js';
import type { TextInput } from '../terminal/text-input.js';

/** Ctrl-R: searching the history for a part of an entry, as in a shell. */

export interface HistorySearch {
  /** The part that is looked for; upper and lower case are the same. */
  text: string;
  /** Index of the entry that is shown; undefined if no entry has the text. */
  at?: number;
  /** The input before the search. */
  left: TextInput;
}

/** An input, and the search in its history if one is open. */
interface Searching {
  input: TextInput;
  search?: HistorySearch;
}

/**
 * Ctrl-R starts a search, and goes to the next older match; Ctrl-S to the next newer one. Esc, Ctrl-G and Ctrl-C return
 * to the text before. Every other key ends the search, and acts on the entry that is shown.
 * @returns undefined if no search is open and the key doesn't start one; otherwise the input and the search after the
 *   key, with `then` if the key has to act on that input
 */
export function pressSearch(
  { input, search }: Searching,
  action: KeyAction,
): (Searching & { then?: KeyAction }) | undefined {
  const letter = action.type === 'control' ? action.letter : undefined;
  if (!search) {
    const starts = letter === 'r' && input.history.length > 0;
    return starts ? { input, search: { text: '', left: input } } : undefined;
  }
  const { text, at, left } = search;
  const newest = left.history.length - 1;
  if (letter === 'r') return find(search, text, at === undefined ? newest : at - 1, -1);
  if (letter === 's') return find(search, text, at === undefined ? 0 : at + 1, 1);
  if (action.type === 'escape' || letter === 'g' || letter === 'c') return { input: left };
  const typed =
    action.type === 'paste'
      ? action.text.replace(/\s*\n\s*/g, ' ')
      : action.type === 'edit' && action.edit.type === 'insert'
        ? action.edit.text
        : undefined;
  if (typed !== undefined) return find(search, text + typed, at ?? newest, -1);
  if (action.type === 'edit' && action.edit.type === 'delete-back') {
    return find(search, text.slice(0, -1), newest, -1);
  }
  return { input: kept(input, left), then: action };
}

/** The keys of a search, for a line below the input. */
export const SEARCH_KEYS = 'Ctrl-R older   Ctrl-S newer   Enter use it   Esc cancel';

/** The prompt shows at most this end of what is looked for, in columns. */
const WIDEST_TEXT = 20;

/** The prompt of an input whose history is being searched. */
export function searchPrompt({ text, at }: HistorySearch): string {
  const misses = text !== '' && at === undefined;
  return `${misses ? 'not in the history' : 'history'} “${takeEnd(text, WIDEST_TEXT)}” › `;
}

/** Looks from an entry on, in one direction. If there is no further match, the one shown stays. */
function find({ at: shown, left }: HistorySearch, text: string, from: number, step: 1 | -1): Searching {
  const { history } = left;
  const wanted = text.toLowerCase();
  const matches = (entry: string | undefined): boolean =>
    wanted !== '' && entry !== undefined && entry.toLowerCase().includes(wanted);
  let at: number | undefined = from;
  while (at in history && !matches(history[at])) at += step;
  if (!(at in history)) at = shown !== undefined && matches(history[shown]) ? shown : undefined;
  if (at === undefined) return { input: left, search: { text, left } };
  const entry = history[at]!;
  const cursor = entry.toLowerCase().indexOf(wanted);
  return {
    input: { ...left, text: entry, cursor: Math.max(0, cursor), place: at, draft: left.text },
    search: { text, at, left },
  };
}

/** The entry that was found, with the text before it kept for undo. */
function kept(input: TextInput, { text, cursor, undo }: TextInput): TextInput {
  return input.text === text ? input : { ...input, undo: [...undo, { text, cursor }] };
}
