import { parseDuration } from '../../util/duration.js';
import type { Completion } from '../editor/completions.js';
import type { Language } from '../editor/model.js';

/** What one can say to the REPL beside PromQL. Pure. */
export type ReplCommand =
  | { type: 'help' }
  | { type: 'quit' }
  /** Chart over this long; undefined: back to the value now. */
  | { type: 'range'; range: string | undefined }
  | { type: 'unknown'; reason: string };

const COMMANDS: readonly (readonly [name: string, does: string])[] = [
  ['.range 5m', 'chart every query over this long'],
  ['.range off', 'the value now again, as a table'],
  ['.help', 'what can be typed here'],
  ['.quit', 'leave, as Ctrl-D does'],
];

export const HELP: readonly (readonly [key: string, does: string])[] = [
  ...COMMANDS,
  ['Tab', 'completes metrics, functions, labels, values and durations; so does typing, Esc closes the list'],
  ['Enter', 'asks; with an open bracket it begins a new line, a second Enter asks all the same'],
  ['Alt-Enter', 'begins a new line anywhere'],
  ['↑ ↓', 'earlier queries; they are kept between sessions'],
  ['Ctrl-C', 'clears the line, or stops the query that runs'],
  ['Ctrl-A Ctrl-E', 'start and end of the line; Alt-B and Alt-F move by words'],
  ['Ctrl-U Ctrl-K Ctrl-W', 'cut to the start, to the end, a word; Ctrl-Y puts it back'],
  ['Ctrl-D', 'leaves'],
];

/** Reads a line that begins with a dot; undefined where it does not. */
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
      return { type: 'unknown', reason: `There is no ${name}. See .help.` };
  }
}

function parseRange(argument: string): ReplCommand {
  if (argument === '' || argument === 'off') return { type: 'range', range: undefined };
  const seconds = parseDuration(argument);
  if (seconds !== undefined && seconds > 0) return { type: 'range', range: argument };
  return { type: 'unknown', reason: `“${argument}” is no duration. Write it like .range 5m, or .range off.` };
}

/** PromQL, and the commands of the REPL. */
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
