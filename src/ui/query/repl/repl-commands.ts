import { parseDuration } from '../../../util/duration.js';
import type { Completion } from '../../editor/completions.js';
import type { Language } from '../../editor/model.js';

/** Commands of the prompt, in addition to PromQL. */
export type ReplCommand =
  | { type: 'help' }
  | { type: 'quit' }
  /** Chart over this long; undefined returns to tables of current values. */
  | { type: 'range'; range: string | undefined }
  | { type: 'unknown'; reason: string };

const COMMANDS: readonly (readonly [name: string, does: string])[] = [
  ['.range 5m', 'chart every query over the last 5 minutes'],
  ['.range off', 'show current values again, as a table'],
  ['.help', 'show this help'],
  ['.quit', 'quit'],
];

export const HELP: readonly (readonly [key: string, does: string])[] = [
  ...COMMANDS,
  [
    'Tab',
    'complete metrics, functions, labels, values and durations; the list also opens as you type, Esc closes it',
  ],
  [
    'Enter',
    'run the query; with an open bracket it starts a new line, and a second Enter runs the query anyway',
  ],
  ['Alt-Enter', 'start a new line'],
  ['↑ ↓', 'browse the history, which is kept between sessions'],
  ['Ctrl-C', 'clear the line, or stop the running query'],
  ['Ctrl-A Ctrl-E', 'go to the start or end of the line; Alt-B and Alt-F move by word'],
  ['Ctrl-U Ctrl-K Ctrl-W', 'cut to the start, cut to the end, cut a word; Ctrl-Y pastes it'],
  ['Ctrl-D', 'quit'],
];

/** Reads a line that starts with a dot; undefined if it doesn't. */
export function parseReplCommand(text: string): ReplCommand | undefined {
  if (!/^\.[a-z]/i.test(text)) return undefined;
  const [name, ...rest] = text.trim().toLowerCase().split(/\s+/);
  const argument = rest.join(' ');
  switch (name) {
    case '.help':
      return { type: 'help' };
    case '.quit':
    case '.exit':
      return { type: 'quit' };
    case '.range':
      return parseRange(argument);
    default:
      return { type: 'unknown', reason: `Unknown command: ${name}. Type .help for help.` };
  }
}

function parseRange(argument: string): ReplCommand {
  if (argument === '' || argument === 'off') return { type: 'range', range: undefined };
  const seconds = parseDuration(argument);
  if (seconds !== undefined && seconds > 0) return { type: 'range', range: argument };
  return { type: 'unknown', reason: `“${argument}” is not a duration. Try .range 5m, or .range off.` };
}

/** PromQL and the prompt's own commands. */
export function replLanguage(promql: Language): Language {
  const items = COMMANDS.map(([name, does]): Completion => ({
    label: name,
    detail: '',
    info: does,
    insert: name,
  }));
  return {
    multiline: true,
    complete: (text, cursor) =>
      text.startsWith('.')
        ? {
            from: 0,
            items: items.filter(({ label }) => label.startsWith(text) && label !== text),
            eager: true,
          }
        : promql.complete(text, cursor),
  };
}
