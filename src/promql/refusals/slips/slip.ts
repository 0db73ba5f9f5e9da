/** A part of a query in which a slip shows, and what is around it, as the learner wrote it. */
export interface SlipPart {
  before: string;
  wrong: string;
  after: string;
  /** The pattern's named groups; a group that did not take part is missing. */
  groups: Readonly<Record<string, string | undefined>>;
}

/**
 * A slip in the text of a query that makes it invalid. Its pattern never matches a valid query, so it names the cause
 * with certainty, while Prometheus can only report the character at which it gave up.
 */
export interface Slip {
  /** Stable, as lint rules' are. Several patterns may share one. */
  id: string;
  /**
   * Matches the text with strings and comments blanked out, all quotes straight double ones. Its first group, or the
   * whole match, is what is wrong.
   */
  pattern: RegExp;
  /** The pattern reads strings and comments too. */
  readsStrings?: true;
  /** Looks at what the pattern can't see, such as the content of a string. */
  applies?: (part: SlipPart) => boolean;
  message: Wording;
  why: Wording;
  /** What to do, if {@link rewrite} has nothing valid to offer. */
  fix: Wording;
  /** The whole query without the slip. It is offered only if it parses. */
  rewrite?: (part: SlipPart) => string | undefined;
}

export type Wording = string | ((part: SlipPart) => string);

/** One quoted string of a blanked text. */
export const QUOTED = '"[^"]*"';
/** From an opening brace on, inside it. */
export const IN_BRACES = String.raw`\{[^{}]*?`;
export const NAME = String.raw`[a-zA-Z_][\w:]*`;
export const LABEL = String.raw`[a-zA-Z_]\w*`;
export const MATCH_OPERATOR = '(?:=~|!~|!=|=)';
/** A selector as it is usually written. */
export const SELECTOR = String.raw`${NAME}(?:\s*\{[^{}]*\})?`;

/** Words that are followed by parentheses or by an operand, and are not metrics. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'and or unless by without on ignoring group_left group_right offset bool atan2 where not in with if for select from having'.split(
    ' ',
  ),
);

/** The query with other text in place of the part. */
export function put({ before, after }: SlipPart, replacement: string): string {
  return `${replacement.startsWith(',') ? before.trimEnd() : before}${replacement}${after}`;
}

/** The values of a list as it is written: `("a", "b")`, `["a"|"b"]`, `(a, b)`. */
export function valuesIn(list: string): string[] {
  const found = list.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,|()[\]{}"'`]+)/g);
  return [...found]
    .map(([, double, single, back, bare]) => double ?? single ?? back ?? bare ?? '')
    .flatMap((value) => value.split('|'))
    .filter((value) => !/^(?:or|and)$/i.test(value));
}

/** A matcher for one of several values. */
export function oneOf(label: string, values: readonly string[], { negative, pattern }: MatcherForm): string {
  const [first = ''] = values;
  if (values.length < 2 && !pattern) return `${label}${negative ? '!=' : '='}"${first}"`;
  const alternatives = pattern
    ? values
    : values.map((value) =>
        // 5xx is a class of status codes.
        /^\dxx$/i.test(value) ? `${value[0]}..` : value.replace(/[.*+?^$()[\]{}]/g, '\\\\$&'),
      );
  return `${label}${negative ? '!~' : '=~'}"${alternatives.join('|')}"`;
}

interface MatcherForm {
  negative: boolean;
  /** The values are regular expressions. */
  pattern: boolean;
}

/** Fills blanked strings: no pattern matches it, so a long string costs nothing. */
export const FILLER = '·';

/** A text of the same length, with the content of strings, and comments, blanked out. */
export function blankStrings(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*/g, (found) =>
    found.startsWith('#') ? ' '.repeat(found.length) : `"${FILLER.repeat(found.length - 2)}"`,
  );
}

/** A slip that a text shows, in the words for this text. */
export interface FoundSlip {
  id: string;
  at: { from: number; to: number };
  message: string;
  why: string;
  fix: string;
}
