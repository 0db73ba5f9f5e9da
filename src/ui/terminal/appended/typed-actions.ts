import type { KeyAction } from '../keys.js';

/** What a typed line is: a text that is submitted, keys that are followed by Enter, or keys alone. */
export type Typing = 'text' | 'keys-and-enter' | 'keys';

const NAMED: Readonly<Record<string, KeyAction>> = {
  enter: { type: 'enter' },
  esc: { type: 'escape' },
  tab: { type: 'tab' },
  pgdn: { type: 'page', by: 1 },
  pgup: { type: 'page', by: -1 },
  up: { type: 'edit', edit: { type: 'older' } },
  '↑': { type: 'edit', edit: { type: 'older' } },
  down: { type: 'edit', edit: { type: 'newer' } },
  '↓': { type: 'edit', edit: { type: 'newer' } },
};

/** The keys that a typed line stands for: `^T` is Ctrl-T, an empty line is Enter. */
export function typedActions(line: string, typing: Typing): KeyAction[] {
  const text = line.trim();
  if (text === '') return [{ type: 'enter' }];
  const letter = /^(?:\^|ctrl-)([a-z])$/i.exec(text)?.[1]?.toLowerCase();
  if (letter !== undefined) return [{ type: 'control', letter }];
  // `up` is a query, too.
  const named = NAMED[text.toLowerCase()];
  if (named && !(typing === 'text' && /^(up|down)$/i.test(text))) return [named];
  const typed: KeyAction = { type: 'edit', edit: { type: 'insert', text } };
  switch (typing) {
    case 'text':
      // The last answer may still be in the line.
      return [
        { type: 'edit', edit: { type: 'clear' } },
        { type: 'paste', text },
        { type: 'enter' },
        // With an open bracket, the first one starts a new line.
        ...(count(text, /[([{]/g) > count(text, /[)\]}]/g) ? [{ type: 'enter' } as const] : []),
      ];
    case 'keys-and-enter':
      return [typed, { type: 'enter' }];
    case 'keys':
      return [typed];
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
