import { parseDuration } from '../../../util/duration.js';
import type { Completion } from '../../editor/completions.js';
import type { Language } from '../../editor/model.js';

/** Commands of the prompt, in addition to PromQL. */
export type ReplCommand =
  | { type: 'help' }
  | { type: 'quit' }
  /** Chart over this long; undefined returns to tables of current values. */
  | { type: 'range'; range: string | undefined }
  /** List metrics; all without a text. */
  | { type: 'metrics'; text: string }
  | { type: 'describe'; metric: string }
  /** Run a query again and again; undefined for the last one. */
  | { type: 'watch'; expr: string | undefined }
  | { type: 'unknown'; reason: string };

const COMMANDS: readonly (readonly [name: string, does: string])[] = [
  ['.range 5m', 'chart every query over the last 5 minutes'],
  ['.range off', 'show current values again, as a table'],
  ['.metrics', 'list the metrics; .metrics TEXT only those with this text in their name or help'],
  ['.describe', 'show a metric’s type, help, series and labels: .describe METRIC'],
  ['.watch', 'run the last query every 2 seconds, or another one: .watch QUERY; Ctrl-C stops'],
  ['.help', 'show this help; help does too'],
  ['.quit', 'quit; exit and quit do too'],
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
  ['Ctrl-R', 'search the history; Ctrl-R again shows the next older match, Ctrl-S the next newer one'],
  ['Ctrl-C', 'clear everything typed or pasted, or stop the running query; on an empty line, quit'],
  ['Ctrl-_', 'undo, such as a paste or Ctrl-C; Ctrl-/ too in most terminals'],
  ['Ctrl-A Ctrl-E', 'go to the start or end of the line; Alt-B and Alt-F move by word'],
  ['Ctrl-U Ctrl-K Ctrl-W', 'cut to the start, cut to the end, cut a word; Ctrl-Y pastes it'],
  ['Ctrl-L', 'clear the screen'],
  ['Ctrl-Z', 'stop obs-lab until fg'],
  ['Ctrl-D', 'delete the next character, as Delete does; on an empty line, quit'],
];

/** What people type at other prompts. No metric of the lab has such a name, and a selector can: `{__name__="help"}`. */
const WORDS: Readonly<Record<string, 'help' | 'quit'>> = {
  help: 'help',
  '?': 'help',
  exit: 'quit',
  quit: 'quit',
};

/** Reads a line that starts with a dot, or is a word such as `exit`; undefined if it is PromQL. */
export function parseReplCommand(text: string): ReplCommand | undefined {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(WORDS, word)) return { type: WORDS[word]! };
  const parts = /^(\.[a-z]\S*)\s*([^]*)$/i.exec(text.trim());
  if (!parts) return undefined;
  const [name, argument] = [parts[1]!.toLowerCase(), parts[2]!];
  switch (name) {
    case '.help':
      return { type: 'help' };
    case '.quit':
    case '.exit':
      return { type: 'quit' };
    case '.range':
      return parseRange(argument.toLowerCase().replace(/\s+/g, ' '));
    case '.metrics':
      return { type: 'metrics', text: argument };
    case '.describe':
      return argument === ''
        ? {
            type: 'unknown',
            reason: 'Name a metric: .describe METRIC. Tab completes it; .metrics lists all.',
          }
        : { type: 'describe', metric: argument };
    case '.watch':
      return { type: 'watch', expr: argument || undefined };
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

const TAKES_ARGUMENT: readonly string[] = ['.describe'];

/** PromQL and the prompt's own commands. */
export function replLanguage(promql: Language): Language {
  const items = COMMANDS.map(([name, does]): Completion => ({
    label: name,
    detail: '',
    info: does,
    insert: TAKES_ARGUMENT.includes(name) ? `${name} ` : name,
  }));
  return {
    multiline: true,
    complete(text, cursor) {
      const start = /^\.(?:watch|describe)\s+/i.exec(text)?.[0];
      if (start !== undefined && cursor >= start.length) {
        const { from, items: all, eager } = promql.complete(text.slice(start.length), cursor - start.length);
        const metricsOnly = /^\.d/i.test(text);
        return {
          from: from + start.length,
          items: metricsOnly ? all.filter(({ insert }) => !insert.endsWith('(')) : all,
          eager,
        };
      }
      if (!text.startsWith('.')) return promql.complete(text, cursor);
      return {
        from: 0,
        items: items.filter(({ label }) => label.startsWith(text) && label !== text),
        eager: true,
      };
    },
  };
}
