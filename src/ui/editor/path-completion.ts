import { readdirSync } from 'node:fs';
import type { Completer } from './model.js';

/** Completes absolute and relative paths. An unreadable directory has no completions. */
export const completePath: Completer = (text, cursor) => {
  const before = text.slice(0, cursor);
  const from = before.lastIndexOf('/') + 1;
  const word = before.slice(from);
  const items = entriesOf(before.slice(0, from) || '.')
    .filter(({ name }) => name.startsWith(word) && (word !== '' || !name.startsWith('.')))
    .map(({ name, isDirectory }) => {
      const insert = isDirectory ? `${name}/` : name;
      return { label: insert, detail: isDirectory ? 'directory' : 'file', info: '', insert };
    });
  const whole = items.length === 1 && items[0]!.insert === word;
  return { from, items: whole ? [] : items, eager: word !== '' };
};

function entriesOf(directory: string): { name: string; isDirectory: boolean }[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
