import type { AnswerOf } from '../../library/schema.js';

/**
 * Choices as people type them: `b`, `(b)`, `B)`, `2`, `ac`, `a and c`, `option b`, or the option's own text, in whole or
 * in part.
 */

type Option = Pick<AnswerOf<'choice'>['options'][number], 'id' | 'text'>;

/** Words around a choice that choose nothing. A word that is an option's id is never one of them. */
const FILLERS: ReadonlySet<string> = new Set(
  "and or plus both only also i choose pick think say it it's its is are the my answer answers option options".split(
    ' ',
  ),
);

/** Separates two choices. */
const SEPARATORS = /(?:[\s,;&+/|]|\band\b)+/;
/** What people put around a letter. */
const DECORATION = /^[([{<"'`*_“‘]+|[)\]}>"'`*_.:!”’]+$/g;

/**
 * The ids that were chosen, each once, in the order of the options.
 * @returns what is not an option, if anything is not
 */
export function readChoice(
  typed: string,
  options: readonly Option[],
): { ids: readonly string[] } | { unknown: readonly string[] } {
  const { rest, ids } = takeTexts(plain(typed), options);
  const known = options.map(({ id }) => id);
  const unknown: string[] = [];
  for (const token of rest.split(SEPARATORS)) {
    const word = token.replace(DECORATION, '');
    const numbered = known[Number(word) - 1];
    if (known.includes(word)) ids.add(word);
    else if (/^\d$/.test(word) && numbered !== undefined) ids.add(numbered);
    else if (areLetters(word, known)) for (const letter of word) ids.add(letter);
    else if (word !== '' && !FILLERS.has(word)) unknown.push(word);
  }
  if (unknown.length === 0) return { ids: known.filter((id) => ids.has(id)) };
  const meant = inWordsOf(plain(typed), options);
  return meant === undefined ? { unknown } : { ids: [meant] };
}

/** Shorter words are in too many texts. */
const TELLING_LETTERS = 4;

/** The only option that has all of the words that were typed, one of them at least a telling one. */
function inWordsOf(typed: string, options: readonly Option[]): string | undefined {
  const words = wordsOf(typed).filter((word) => !FILLERS.has(word));
  if (!words.some((word) => word.length >= TELLING_LETTERS)) return undefined;
  const [only, ...others] = options.filter(({ text }) => {
    const own = wordsOf(plain(text));
    return words.every((word) => own.includes(word));
  });
  return others.length === 0 ? only?.id : undefined;
}

function wordsOf(text: string): string[] {
  return text
    .split(/[\s,;()"'“”]+/)
    .map((word) => word.replace(/[.:!?]+$/, ''))
    .filter((word) => word !== '');
}

/** Takes the options' own texts out of the answer, the longest first: one may contain another. */
function takeTexts(typed: string, options: readonly Option[]): { rest: string; ids: Set<string> } {
  const ids = new Set<string>();
  let rest = typed;
  const texts = options
    .map(({ id, text }) => ({ id, text: plain(text).replace(/[.!]$/, '') }))
    .sort((a, b) => b.text.length - a.text.length);
  for (const { id, text } of texts) {
    // A short text may be part of any other word: only the whole answer can be meant as that.
    if (text.length < 8 ? rest.replace(/[.!]$/, '') !== text : !hasPhrase(rest, text)) continue;
    ids.add(id);
    rest = rest.replace(text, ' ').replace(/\s[.!](?=\s|$)/g, ' ');
  }
  return { rest, ids };
}

function hasPhrase(text: string, phrase: string): boolean {
  const at = text.indexOf(phrase);
  const isEdge = (neighbour: string | undefined): boolean => !neighbour || !/\w/.test(neighbour);
  return at >= 0 && isEdge(text[at - 1]) && isEdge(text[at + phrase.length]);
}

/** `ac`: letters of options without anything between, each once. */
function areLetters(word: string, known: readonly string[]): boolean {
  const letters = [...word];
  return (
    letters.length > 1 &&
    new Set(letters).size === letters.length &&
    letters.every((letter) => known.includes(letter))
  );
}

/** Without what does not change the meaning: capitals, marks of code, kinds of quotes, breaks of lines. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/`/g, '')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
