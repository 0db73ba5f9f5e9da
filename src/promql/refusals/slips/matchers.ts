import {
  IN_BRACES,
  LABEL,
  MATCH_OPERATOR,
  NAME,
  oneOf,
  put,
  QUOTED,
  type Slip,
  type SlipPart,
  valuesIn,
} from './slip.js';

const MATCHER = String.raw`${LABEL}\s*${MATCH_OPERATOR}\s*${QUOTED}`;
const ALL_HOLD =
  'Matchers are separated by commas, and a series must satisfy all of them. One regular expression can allow several values of a label.';

/** Slips inside the braces of a selector: how conditions on labels are written and combined. */
export const MATCHER_SLIPS: readonly Slip[] = [
  {
    id: 'value-in-braces',
    pattern:
      /\{(?:[^}]*?,)?\s*(?:(?:value|val)\s*)?((?:>=|<=|>|<|===?|!==?|=)\s*-?[\d.]+|(?:value|val)\s*(?:>=|<=|>|<|==)\s*"[^"]*"?)/di,
    message: 'You compare the value of a series inside the braces.',
    why: 'Braces select series by their labels, which are text. The value of a series is compared after them.',
    fix: ({ wrong }) => {
      const [, op = '', number = ''] = /(>=|<=|!=|>|<|=)=*\s*"?\s*(-?[\d.]*)/.exec(wrong) ?? [];
      return `Put it after the selector: metric ${op === '=' ? '==' : op} ${number === '' ? '0' : number}.`;
    },
  },
  {
    id: 'list-of-values',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>${LABEL})\s*(?<op>=~|!~|!=|==?|~|:|\bnot\s+in\b|\bin\b)\s*(?<list>\[[^\]]*\]|\([^)]*\)|\{[^}]*\}))(?=\s*[,}])`,
      'di',
    ),
    message: 'PromQL has no lists of values.',
    why: 'A matcher compares a label with one text. For several values, use a regular expression with | between them.',
    fix: ({ groups }) => `Write ${listMatcher(groups)}.`,
    rewrite: (part) => put(part, listMatcher(part.groups)),
  },
  {
    id: 'list-of-values',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>${LABEL})\s*(?<op>${MATCH_OPERATOR})\s*(?<list>${QUOTED}(?:(?:\s*(?:,|\bor\b|\band\b|\|\|?|/)\s*|\s+)(?:${QUOTED})(?!\s*[=!]))+))`,
      'di',
    ),
    message: 'A matcher has one label, one operator and one value.',
    why: 'For several values of a label, use a regular expression with | between them, inside one pair of quotes.',
    fix: ({ groups }) => `Write ${listMatcher(groups)}.`,
    rewrite: (part) => put(part, listMatcher(part.groups)),
  },
  {
    id: 'or-between-matchers',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>${MATCHER}(?:\s*(?:\bor\b|\|\|?)\s*${MATCHER})+)`,
      'di',
    ),
    message: 'There is no “or” between matchers.',
    why: ALL_HOLD,
    fix: (part) => alternatives(part).advice,
    rewrite: (part) => alternatives(part).query,
  },
  {
    id: 'negated-matcher',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>(?:\bnot\b|!|(?<=[{,]\s*)-)\s*\(?\s*(?<label>${LABEL})\s*(?<op>=~|==?)\s*(?<value>${QUOTED})\s*\)?)`,
      'di',
    ),
    message: 'A matcher is negated by its operator, not by a word or a ! before it.',
    why: '!= selects the series whose label has another value; !~ those whose label does not match a regular expression.',
    fix: ({ groups: { label, op = '=', value } }) => `Write ${label}${op === '=~' ? '!~' : '!='}${value}.`,
    rewrite: (part) => {
      const { label, op, value } = part.groups;
      return put(part, `${label}${op === '=~' ? '!~' : '!='}${value}`);
    },
  },
  {
    id: 'negated-matcher',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>${LABEL})\s+(?:is\s+)?not\s+(?:like\s+)?(?<value>${QUOTED}))`,
      'di',
    ),
    message: 'A matcher is negated by its operator, not by a word.',
    why: '!= selects the series whose label has another value; !~ those whose label does not match a regular expression.',
    fix: ({ groups: { label, value } }) => `Write ${label}!=${value}.`,
    rewrite: (part) => put(part, `${part.groups.label}!=${part.groups.value}`),
  },
  {
    id: 'logical-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}${QUOTED}\s*(?<wrong>\band\b|&&?)\s*(?=${NAME}\s*[=!~])`,
      'di',
    ),
    message: ({ wrong }) => `Between matchers, “and” is a comma, not ${wrong}.`,
    why: 'A series must satisfy all matchers in the braces.',
    fix: 'Put a comma in its place: {method="GET", status="200"}.',
    rewrite: (part) => put({ ...part, after: part.after.trimStart() }, ', '),
  },
  {
    id: 'missing-comma',
    pattern: new RegExp(
      String.raw`${IN_BRACES}${QUOTED}\s*;?\s*(?<wrong>(?!(?:or|and|not|unless|in)\b)${NAME})(?=\s*${MATCH_OPERATOR})`,
      'd',
    ),
    message: ({ wrong }) => `A comma is missing before ${wrong}.`,
    why: 'Matchers are separated by commas. A series must satisfy all of them, so a comma means “and”.',
    fix: 'Add a comma: {method="GET", status="200"}.',
    rewrite: (part) => put({ ...part, before: part.before.replace(/[\s;]+$/, '') }, `, ${part.wrong}`),
  },
  {
    id: 'regex-in-slashes',
    pattern: /\{[^}]*?(?<label>\b\w+)\s*(?<op>=~|!~)\s*(?<wrong>\/[^\s,}]*\/[a-z]*)(?=\s*[,}])/d,
    message: 'A regular expression is written in quotes, not between slashes.',
    why: 'To Prometheus a slash is an ordinary character of the value. The expression must match the whole value.',
    fix: ({ wrong, groups: { label, op } }) => {
      const inner = wrong.replace(/^\/|\/[a-z]*$/g, '');
      return `Write ${label}${op}"${inner}", or ${label}${op}"/${inner}" if the values start with a slash.`;
    },
  },
];

/** Slips with a selector as a whole, and in the texts of its matchers. */
export const SELECTOR_SLIPS: readonly Slip[] = [
  {
    id: 'bad-regex',
    pattern: /(?:=~|!~)\s*"(?<wrong>(?:[^"\\]|\\.)*?(?<=["(|])\+Inf(?:[^"\\]|\\.)*)"/d,
    readsStrings: true,
    message: 'In a regular expression + repeats what comes before it, and here nothing does.',
    why: 'The bound of the last bucket is the text +Inf, so its + must be escaped.',
    fix: 'Write \\\\+Inf.',
    rewrite: (part) => put(part, part.wrong.replace(/(?<=^|[(|])\+Inf/g, '\\\\+Inf')),
  },
  {
    id: 'braces-twice',
    pattern: /(?<wrong>\}\s*\{)/d,
    message: 'A selector has one pair of braces.',
    why: 'All conditions on labels go in the same braces, separated by commas.',
    fix: 'Put all matchers in one pair of braces, with a comma between them.',
    rewrite: (part) => put(part, ', '),
  },
  {
    id: 'bad-regex',
    pattern: /(?:=~|!~)\s*"(?<wrong>(?:[^"\\]|\\.)*?(?<=["(|])[*+](?:[^"\\]|\\.)*)"/d,
    readsStrings: true,
    message: 'In a regular expression * and + repeat what comes before them, and here nothing does.',
    why: 'A regular expression is not a file pattern: . is any character, and .* is any text.',
    fix: 'Write .* for any text, as in =~".*items.*".',
    rewrite: (part) =>
      part.wrong.startsWith('+')
        ? undefined
        : put(
            part,
            part.wrong.replace(/[.+?()[\]{}|\\]/.test(part.wrong) ? /(?<![.\])\w/}])\*/g : /\*/g, '.*'),
          ),
  },
  {
    id: 'bad-escape',
    pattern: /(?<wrong>"(?:[^"\\]|\\.)*?\\[^abfnrtvxuU0-7\\"'](?:[^"\\]|\\.)*")/d,
    readsStrings: true,
    message: 'In double quotes a backslash must be doubled.',
    why: 'A single backslash starts an escape sequence of the string itself, such as \\n. The regular expression only sees what is left.',
    fix: 'Write \\\\ for each backslash, as in "\\\\d+", or put the text in `…`, where a backslash is an ordinary character.',
    rewrite: (part) =>
      put(
        part,
        part.wrong.replace(/\\([^\\"'])/g, (all, sign: string) =>
          /[abfnrtvxuU0-7]/.test(sign) ? all : `\\\\${sign}`,
        ),
      ),
  },
];

function listMatcher({ label = '', op = '=', list = '' }: SlipPart['groups']): string {
  return oneOf(label, valuesIn(list), { negative: /!|not/i.test(op), pattern: op.includes('~') });
}

/** What to type for matchers with “or” between them: one regular expression, or a selector for each. */
function alternatives(part: SlipPart): { advice: string; query?: string } {
  const all = [...part.wrong.matchAll(/([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("[^"]*"|'[^']*'|`[^`]*`)/g)];
  const [[, label = '', op = ''] = []] = all;
  if (all.every(([, other, operator]) => other === label && operator?.startsWith('='))) {
    const values = all.flatMap(([, , , value = '']) => valuesIn(value));
    const pattern = all.some(([, , operator]) => operator === '=~');
    const matcher = oneOf(label, values, { negative: false, pattern });
    return { advice: `Write ${matcher}.`, query: put(part, matcher) };
  }
  if (op.startsWith('!') && all.every(([, other, operator]) => other === label && operator === op)) {
    return { advice: 'To exclude both, put a comma in its place.' };
  }
  const metric = /([a-zA-Z_][\w:]*)\s*\{[^{}]*$/.exec(part.before)?.[1] ?? '';
  const selectors = all.map(([matcher]) => `${metric}{${matcher}}`).join(' or ');
  const whole = /\{\s*$/.test(part.before) && /^\s*\}/.test(part.after);
  const start = part.before.replace(/(?:[a-zA-Z_][\w:]*)?\s*\{\s*$/, '');
  const alone = start.trim() === '' && part.after.trim() === '}';
  return {
    advice: `Write a selector for each, with or between them: ${selectors}.`,
    ...(whole && alone && { query: selectors }),
  };
}
