import type { Completion } from '../../editor/completions.js';
import { type Language, ONE_LINE } from '../../editor/model.js';

/** Completes the ids of options, also after a comma. */
export function optionLanguage(options: readonly { id: string; text: string }[]): Language {
  if (options.length === 0) return ONE_LINE;
  const items = options.map(({ id, text }): Completion => ({
    label: id,
    detail: '',
    info: text,
    insert: id,
  }));
  return {
    multiline: false,
    complete(text, cursor) {
      const from = text.slice(0, cursor).replace(/[^,\s]*$/, '').length;
      const word = text.slice(from, cursor);
      const found = items.filter(({ label }) => label.startsWith(word) && label !== word);
      return { from, items: found, eager: word !== '' };
    },
  };
}
