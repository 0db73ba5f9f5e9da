import { AGGREGATIONS, FUNCTIONS } from '../../promql/syntax/functions.js';
import type { CompletionContext } from './completion-context.js';
import { SIGNATURES } from './signatures.js';

/** The completions at a position in a query. */

export interface Completion {
  /** The text in the list. */
  label: string;
  /** One word: counter, function, duration. */
  detail: string;
  /** One sentence; can be empty. */
  info: string;
  /** Replaces the word before the cursor. */
  insert: string;
}

/** The names and values known from Prometheus so far. */
export interface Vocabulary {
  metrics: readonly { name: string; type: string; help: string }[];
  /** Of the metrics in the context. */
  labels: readonly string[];
  /** Of the label in the context. */
  values: readonly string[];
}

/** Shorter words occur somewhere in almost every name. */
const MIN_INSIDE_LENGTH = 3;
/** Nobody scrolls through more than this. */
const MAX_COMPLETIONS = 500;
const DURATIONS = ['1m', '5m', '30s', '15m', '1h', '6h', '1d'];
const UNITS: readonly (readonly [unit: string, name: string])[] = [
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
];
const KEYWORDS: Readonly<Record<string, string>> = {
  by: 'keep these labels',
  without: 'keep all labels except these',
  on: 'match series on these labels only',
  ignoring: 'match series on all labels except these',
  group_left: 'match many series on the left with one on the right',
  group_right: 'match one series on the left with many on the right',
  bool: 'return 0 or 1 instead of filtering',
  offset: 'look at an earlier time',
  and: 'keep series that are also on the right',
  or: 'keep these series, and add those only on the right',
  unless: 'keep series that are not on the right',
  atan2: 'arc tangent of left / right',
};
const CALLED = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The completions for a context, best first: names that start with the word come before names that contain it,
 * and of those, names that contain it further to the left.
 * @param word what was typed before the cursor
 * @param after the text after the cursor: brackets and quotes that are already there are not added again
 */
export function completions(
  context: CompletionContext,
  word: string,
  vocabulary: Vocabulary,
  after = '',
): Completion[] {
  const found = ranked(candidates(context, word, vocabulary, after), word);
  // The word itself is not a completion.
  return found.length === 1 && found[0]!.insert === word ? [] : found.slice(0, MAX_COMPLETIONS);
}

function candidates(
  context: CompletionContext,
  word: string,
  vocabulary: Vocabulary,
  after: string,
): Completion[] {
  switch (context.kind) {
    case 'nothing':
      return [];
    case 'operand': {
      const metrics = vocabulary.metrics.map(({ name, type, help }) => item(name, type, help));
      const functions = [...AGGREGATIONS, ...FUNCTIONS].map((name) => functionItem(name, after));
      const keywords = context.keywords.map((name) => keywordItem(name, after));
      return context.wantsRange ? metrics : [...keywords, ...functions, ...metrics];
    }
    case 'operator':
      return context.keywords.map((name) => keywordItem(name, after));
    case 'label':
      return vocabulary.labels
        .filter((name) => name !== '__name__' && !context.taken.includes(name))
        .map((name) =>
          item(name, 'label', '', context.inBraces && !/^\s*[=!]/.test(after) ? `${name}=` : name),
        );
    case 'label-value':
      return vocabulary.values.map((value) => item(value, 'value', '', quoted(value, context, after)));
    case 'duration':
      return durations(word).map(([text, name]) =>
        item(text, name, '', context.closes && !after.startsWith(']') ? `${text}]` : text),
      );
  }
}

function item(label: string, detail: string, info: string, insert = label): Completion {
  return { label, detail, info, insert };
}

function functionItem(name: string, after: string): Completion {
  const known = SIGNATURES.get(name);
  const kind = AGGREGATIONS.includes(name) ? 'aggregation' : 'function';
  const info = known ? `${name}${known.args}: ${known.gives}` : '';
  return item(name, kind, info, after.startsWith('(') ? name : `${name}(`);
}

function keywordItem(name: string, after: string): Completion {
  const insert = CALLED.has(name) && !/^\s*\(/.test(after) ? `${name} (` : name;
  return item(name, 'keyword', KEYWORDS[name] ?? '', insert);
}

/** A value, escaped, with the quotes that are missing. A regular expression is not closed: more may follow. */
function quoted(
  value: string,
  { quote = '', regexp }: { quote?: string; regexp: boolean },
  after: string,
): string {
  const meant = regexp ? value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : value;
  const mark = quote || '"';
  const written = meant.replace(/\\/g, '\\\\').replaceAll(mark, `\\${mark}`).replaceAll('\n', '\\n');
  const closes = quote === '' || (!regexp && !after.startsWith(quote));
  return `${quote === '' ? mark : ''}${written}${closes ? mark : ''}`;
}

function durations(word: string): (readonly [string, string])[] {
  if (/^\d+$/.test(word)) return UNITS.map(([unit, name]) => [`${word}${unit}`, name] as const);
  return DURATIONS.map((text) => [text, 'duration'] as const);
}

function ranked(items: readonly Completion[], word: string): Completion[] {
  const wanted = word.toLowerCase().replace(/^["']/, '');
  if (wanted === '') return [...items];
  const tiers: Completion[][] = [[], [], []];
  for (const candidate of items) tiers[tierOf(candidate.label.toLowerCase(), wanted)]?.push(candidate);
  // The earlier the word is in a name, the more of the name it is: http_requests_total for "requests".
  const place = ({ label }: Completion): number => label.toLowerCase().indexOf(wanted);
  return tiers.flatMap((tier) => tier.sort((a, b) => place(a) - place(b)));
}

/** 0 if the name starts with the word, 1 if a part of the name does, 2 if it is elsewhere in it. */
function tierOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(`_${wanted}`) || name.includes(`:${wanted}`)) return 1;
  return wanted.length >= MIN_INSIDE_LENGTH && name.includes(wanted) ? 2 : NaN;
}
