import { AGGREGATIONS, FUNCTIONS } from '../../promql/syntax/functions.js';
import type { CompletionContext } from './completion-context.js';
import { SIGNATURES } from './signatures.js';

/** What can be completed at a place of a query. Pure. */

export interface Completion {
  /** What the list shows. */
  label: string;
  /** In a word: counter, function, duration. */
  detail: string;
  /** In a sentence; may be empty. */
  info: string;
  /** What takes the place of the word that was begun. */
  insert: string;
}

/** What Prometheus knows, as far as it has been asked. */
export interface Vocabulary {
  metrics: readonly { name: string; type: string; help: string }[];
  /** Of the metrics that the context names. */
  labels: readonly string[];
  /** Of the label that the context names. */
  values: readonly string[];
}

/** One or two letters are somewhere in almost everything. */
const SHORTEST_INSIDE = 3;
/** No one scrolls through more. */
const MOST = 500;
const DURATIONS = ['1m', '5m', '30s', '15m', '1h', '6h', '1d'];
const UNITS: readonly (readonly [unit: string, name: string])[] = [
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
];
const KEYWORDS: Readonly<Record<string, string>> = {
  by: 'keep these labels',
  without: 'keep all but these labels',
  on: 'pair series by these labels only',
  ignoring: 'pair series by all but these labels',
  group_left: 'many on the left to one on the right',
  group_right: 'one on the left to many on the right',
  bool: '0 and 1 in place of a filter',
  offset: 'as it was some time ago',
  and: 'those that are on the right too',
  or: 'those, and others of the right',
  unless: 'those that are not on the right',
  atan2: 'arc tangent of left over right',
};
const CALLED = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The completions for a context, best first: those that begin with what was typed, before those that hold it.
 * @param word what was begun at the cursor
 * @param after what stands behind the cursor: brackets and quotes that are there are not closed again
 */
export function completions(
  context: CompletionContext,
  word: string,
  vocabulary: Vocabulary,
  after = '',
): Completion[] {
  const found = ranked(candidates(context, word, vocabulary, after), word);
  // The word itself is no completion.
  return found.length === 1 && found[0]!.insert === word ? [] : found.slice(0, MOST);
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

/** A value as it is written: escaped, and quoted as far as it is not. The end of a regular expression stays open. */
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
  return tiers.flat();
}

/** 0 where the name begins with the word, 1 where a part of the name does, 2 where it is somewhere in it. */
function tierOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(`_${wanted}`) || name.includes(`:${wanted}`)) return 1;
  return wanted.length >= SHORTEST_INSIDE && name.includes(wanted) ? 2 : NaN;
}
