import type { Key } from 'ink';
import type { Edit } from './text-input.js';

/** What a key press means to a screen with an input. */
export type KeyAction =
  | { type: 'edit'; edit: Edit }
  /** Pasted text: its line breaks are not Enter. */
  | { type: 'paste'; text: string }
  | { type: 'enter' }
  /** Alt-Enter: a line break. */
  | { type: 'newline' }
  | { type: 'tab' }
  /** A page down, or up with −1. */
  | { type: 'page'; by: 1 | -1 }
  | { type: 'escape' }
  /** Ctrl and a letter that is not an edit. Ctrl-D is not: on an empty line it ends the input. */
  | { type: 'control'; letter: string };

const EDITS: Readonly<Record<string, Edit>> = {
  a: { type: 'home' },
  b: { type: 'left' },
  e: { type: 'end' },
  f: { type: 'right' },
  h: { type: 'delete-back' },
  k: { type: 'delete-to-end' },
  u: { type: 'delete-to-start' },
  w: { type: 'delete-word' },
  y: { type: 'yank' },
  // Ctrl-/ sends the same.
  _: { type: 'undo' },
};

/** What the Delete key sends, also with Shift, Alt or Ctrl. */
// eslint-disable-next-line no-control-regex
const DELETE_KEY = /^\x1b+\[3(;\d+)?[~$^]$/;

/**
 * Turns what Ink reports into actions. Ink reports a burst of typing as one text, including control characters, and a
 * paste in pieces; if the terminal brackets pastes, everything between the brackets is text.
 */
export function createKeyReader(): (
  input: string,
  key: Key,
  /** What the terminal sent: Ink reports Backspace and Delete alike. */
  sequence?: string,
) => KeyAction[] {
  let pasted: string | undefined;
  return (input, key, sequence = '') => {
    if (input === '[200~') {
      pasted = '';
      return [];
    }
    if (pasted === undefined) return namedKey(input, key, sequence) ?? fromText(input);
    if (input === '[201~') {
      const text = pastedText(pasted);
      pasted = undefined;
      return text === '' ? [] : [{ type: 'paste', text }];
    }
    pasted += input === '' ? (key.return ? '\n' : key.tab ? '\t' : '') : input;
    return [];
  };
}

function namedKey(input: string, key: Key, sequence: string): KeyAction[] | undefined {
  const word = key.ctrl || key.meta;
  if (key.return) return [{ type: key.meta ? 'newline' : 'enter' }];
  if (key.escape) return [{ type: 'escape' }];
  if (key.upArrow) return change({ type: 'older' });
  if (key.downArrow) return change({ type: 'newer' });
  if (key.leftArrow) return change({ type: word ? 'word-left' : 'left' });
  if (key.rightArrow) return change({ type: word ? 'word-right' : 'right' });
  if (key.home) return change({ type: 'home' });
  if (key.end) return change({ type: 'end' });
  if (key.delete && DELETE_KEY.test(sequence)) {
    return change({ type: word ? 'delete-word-forward' : 'delete-forward' });
  }
  if (key.backspace || key.delete) return change({ type: key.meta ? 'delete-word' : 'delete-back' });
  if (key.tab) return [{ type: 'tab' }];
  if (key.pageUp || key.pageDown) return [{ type: 'page', by: key.pageDown ? 1 : -1 }];
  if (key.ctrl) return [control(input)];
  if (key.meta) {
    if (input === 'b') return change({ type: 'word-left' });
    if (input === 'd') return change({ type: 'delete-word-forward' });
    if (input === 'f') return change({ type: 'word-right' });
    return [];
  }
  return undefined;
}

/** A burst: printable text, and control characters as the keys they stand for. */
function fromText(text: string): KeyAction[] {
  const typed = text.replaceAll('\r\n', '\n');
  const body = typed.replace(/[\r\n]+$/, '');
  // Line breaks at the end were typed; one in the middle must have been pasted.
  const enters = Array.from({ length: typed.length - body.length }, (): KeyAction => ({ type: 'enter' }));
  if (/[\r\n]/.test(body)) return [{ type: 'paste', text: pastedText(body) }, ...enters];
  // eslint-disable-next-line no-control-regex
  const parts = body.split(/([\x00-\x1f\x7f])/).filter((part) => part !== '');
  const actions = parts.flatMap((part): KeyAction[] => {
    const code = part.charCodeAt(0);
    if (part === '\t') return [{ type: 'tab' }];
    if (code === 0x7f) return change({ type: 'delete-back' });
    if (code < 0x20) return [control(String.fromCharCode(code + 0x40).toLowerCase())];
    return insert(part);
  });
  return [...actions, ...enters];
}

function control(letter: string): KeyAction {
  const known = Object.hasOwn(EDITS, letter) ? EDITS[letter] : undefined;
  return known ? { type: 'edit', edit: known } : { type: 'control', letter };
}

function change(edit: Edit): KeyAction[] {
  return [{ type: 'edit', edit }];
}

function insert(text: string): KeyAction[] {
  return text === '' ? [] : change({ type: 'insert', text });
}

/** The lines without control characters, and without blanks at the end. */
function pastedText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\t', '  ');
  // eslint-disable-next-line no-control-regex
  return lines.replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '').replace(/\s+$/, '');
}
