import type { Key } from 'ink';
import type { Edit } from './text-input-model.js';

/** What a key press means to a screen with an input line. */
export type KeyAction =
  | { type: 'edit'; edit: Edit }
  | { type: 'enter' }
  | { type: 'escape' }
  /** Ctrl and a letter that edits nothing. */
  | { type: 'control'; letter: string };

const EDITS: Readonly<Record<string, Edit>> = {
  a: { type: 'home' },
  b: { type: 'left' },
  d: { type: 'delete-forward' },
  e: { type: 'end' },
  f: { type: 'right' },
  h: { type: 'delete-back' },
  k: { type: 'delete-to-end' },
  u: { type: 'delete-to-start' },
  w: { type: 'delete-word' },
};

/**
 * Turns what Ink reports into actions. It reports a burst of typing, or a paste, as one text, controls and all; where the
 * terminal brackets pastes, line ends in them are text too and become spaces.
 */
export function createKeyReader(): (input: string, key: Key) => KeyAction[] {
  let pasting = false;
  return (input, key) => {
    if (input === '[200~' || input === '[201~') {
      pasting = input === '[200~';
      return [];
    }
    if (pasting) return insert(input === '' && key.return ? ' ' : oneLine(input));
    const named = namedKey(input, key);
    return named ?? fromText(input);
  };
}

function namedKey(input: string, key: Key): KeyAction[] | undefined {
  const word = key.ctrl || key.meta;
  if (key.return) return [{ type: 'enter' }];
  if (key.escape) return [{ type: 'escape' }];
  if (key.upArrow) return change({ type: 'older' });
  if (key.downArrow) return change({ type: 'newer' });
  if (key.leftArrow) return change({ type: word ? 'word-left' : 'left' });
  if (key.rightArrow) return change({ type: word ? 'word-right' : 'right' });
  if (key.home) return change({ type: 'home' });
  if (key.end) return change({ type: 'end' });
  // Ink gives one name to the backspace key and to the delete key: the first is by far the more usual.
  if (key.backspace || key.delete) return change({ type: key.meta ? 'delete-word' : 'delete-back' });
  if (key.tab || key.pageUp || key.pageDown) return [];
  if (key.ctrl) return [control(input)];
  if (key.meta) {
    if (input === 'b') return change({ type: 'word-left' });
    if (input === 'f') return change({ type: 'word-right' });
    return [];
  }
  return undefined;
}

/** A burst: printable text, and control characters as the keys they stand for. */
function fromText(text: string): KeyAction[] {
  const ends = /[\r\n]+$/.test(text);
  // A line end at the end was typed; one in the middle can only have been pasted.
  const body = oneLine(ends ? text.replace(/[\r\n]+$/, '') : text);
  // eslint-disable-next-line no-control-regex
  const parts = body.split(/([\x00-\x1f\x7f])/).filter((part) => part !== '');
  const actions = parts.flatMap((part): KeyAction[] => {
    const code = part.charCodeAt(0);
    if (code === 0x7f) return change({ type: 'delete-back' });
    if (code < 0x20) return [control(String.fromCharCode(code + 0x60))];
    return insert(part);
  });
  return ends ? [...actions, { type: 'enter' }] : actions;
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

function oneLine(text: string): string {
  return text.replace(/[ \t]*[\r\n]+[ \t]*/g, ' ').replaceAll('\t', ' ');
}
