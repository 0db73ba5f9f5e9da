import { IN_BRACES, LABEL, NAME, put, QUOTED, type Slip, type SlipPart } from './slip.js';

/** Slips in a single matcher: its operator, its label or its value. */
export const OPERATOR_SLIPS: readonly Slip[] = [
  {
    id: 'matcher-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>${LABEL})(?:\s+|\.)(?<word>like|contains|includes|matches|starts_?with|ends_?with|regex)\s*\(?\s*(?<value>${QUOTED})\s*\)?)`,
      'di',
    ),
    message: ({ groups: { word = '' } }) => `${word} is not a matcher’s operator.`,
    why: '=~ takes a regular expression that must match the whole value; .* in it is any text.',
    fix: ({ groups }) => `Write ${likeMatcher(groups)}.`,
    rewrite: (part) => put(part, likeMatcher(part.groups)),
  },
  {
    id: 'range-in-braces',
    pattern: new RegExp(String.raw`(?<wrong>\{\s*(?<value>${QUOTED})\s*\})`, 'd'),
    applies: ({ groups: { value = '' } }) => /^.\s*\d+(?:ms|[smhdwy])\s*.$/.test(value),
    message: 'The time range is in braces, and in quotes.',
    why: 'Braces hold conditions on labels. A time range goes in square brackets, without quotes.',
    fix: 'Write [1m] in place of {"1m"}.',
    rewrite: (part) => put(part, `[${part.groups.value?.slice(1, -1).trim()}]`),
  },
  {
    id: 'value-without-label',
    pattern: new RegExp(String.raw`${NAME}\s*\{\s*(?<wrong>${QUOTED})\s*(?=[,}])`, 'd'),
    message: ({ wrong }) => `${wrong} is a value without its label.`,
    why: 'A matcher is a label, an operator and a value: Prometheus does not search all labels for a value.',
    fix: ({ wrong }) => `Write {label=${wrong}}, with the label’s own name.`,
  },
  {
    id: 'matcher-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>(?<label>${QUOTED})\s*(?::|=>|==)\s*(?<value>${QUOTED}))`,
      'd',
    ),
    message: 'This is not how a matcher is written.',
    why: 'A matcher is a label without quotes, an operator such as =, and a value in quotes.',
    fix: ({ groups: { label = '', value } }) => `Write ${label.slice(1, -1)}=${value}.`,
    rewrite: (part) => put(part, `${part.groups.label?.slice(1, -1)}=${part.groups.value}`),
  },
  {
    id: 'matcher-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>le)\s*(?<op>>=|<=|>|<)\s*(?<value>${QUOTED}|[\d.]+))`,
      'd',
    ),
    message: 'Labels can’t be compared like this.',
    why: 'Buckets are cumulative: the bucket with le="…" has already counted everything up to that bound. For what is above it, subtract the bucket from the _count.',
    fix: ({ groups: { value = '' } }) => `Write le="${value.replace(/"/g, '')}".`,
    rewrite: (part) =>
      part.groups.op?.startsWith('>')
        ? undefined
        : put(part, `le="${part.groups.value?.replace(/["'`]/g, '')}"`),
  },
  {
    id: 'matcher-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>\w*(?:status|code)\w*)\s*(?<op>>=|<=|>|<)\s*(?<number>\d+|${QUOTED}))`,
      'd',
    ),
    applies: ({ groups: { number = '' } }) => /^["'`]?(?:[1-5]00|[1-4]99)["'`]?$/.test(number),
    message: 'Labels can’t be compared like this.',
    why: 'A label’s value is text, even if it looks like a number. A regular expression selects a group of status codes.',
    fix: 'Write {status=~"[45].."} for all from 400 to 599.',
    rewrite: (part) => {
      const { label, op = '', number = '' } = part.groups;
      const first = Number(/\d/.exec(number)?.[0]);
      // 399 is the end of its class, and 400 the beginning of the next.
      if (/99/.test(number) === /=/.test(op) && op !== '<=') return undefined;
      if (op === '<=' && !/99/.test(number)) return undefined;
      const from = op === '>=' ? first : op === '>' ? first + 1 : 1;
      const to = op === '<' ? first - 1 : op === '<=' ? first : 5;
      return to < from ? undefined : put(part, `${label}=~"${from === to ? from : `[${from}-${to}]`}.."`);
    },
  },
  {
    id: 'matcher-operator',
    pattern: /\{[^{}]*?\b\w+\s*(?<wrong>!\s+[=~]|=\s+~)/d,
    message: 'There is a space inside the operator.',
    why: 'Operators such as != and =~ are written without a space.',
    fix: ({ wrong }) => `Write ${wrong.replace(/\s/g, '')}.`,
    rewrite: (part) => put(part, part.wrong.replace(/\s/g, '')),
  },
  {
    id: 'matcher-operator',
    pattern: /\{[^{}]*?(?<label>\b\w+)\s*(?<wrong>=~|!~|!=|=)\s*(?=[,}])/d,
    message: ({ groups: { label = '' } }) => `The matcher on ${label} has no value.`,
    why: 'A matcher is a label, an operator and a value in quotes.',
    fix: ({ wrong, groups: { label } }) => `Write ${label}${wrong}"…", with the value in place of the dots.`,
  },
  {
    id: 'matcher-operator',
    pattern: new RegExp(
      String.raw`${IN_BRACES}(?<wrong>\b(?<label>${LABEL})\s*(?:,\s*|\s(?:is|equals?|eq|as)\s+|\s*)(?<value>${QUOTED}))(?=\s*[,}])`,
      'di',
    ),
    applies: ({ before }) => !/(?:=~|!~|!=|=)\s*$/.test(before),
    message: ({ groups: { label = '', value } }) => `There is no operator between ${label} and ${value}.`,
    why: 'A matcher is a label, an operator and a value. The operators are = and != for equality, =~ and !~ for a regular expression.',
    fix: ({ groups: { label, value } }) => `Write ${label}=${value}.`,
    rewrite: (part) => put(part, `${part.groups.label}=${part.groups.value}`),
  },
  {
    id: 'matcher-operator',
    pattern: /\{[^}]*?\b\w+\s*(!=~|==~|=~=|~=|~!|!~=|>=|<=|=>|=<|<>|===?|!==|=!(?!=)|:=|>|<|:|~|!(?![=~]))/d,
    message: 'Labels can’t be compared like this.',
    why: 'A label’s value is text. Matchers have four operators: = and != for equality, =~ and !~ for a regular expression.',
    fix: ({ wrong }) =>
      wrong in OPERATORS
        ? `Write ${OPERATORS[wrong]} in place of ${wrong}.`
        : 'Write {status="200"} for one value, {status=~"[45].."} for all from 400 to 599.',
    rewrite: (part) => {
      const operator = part.wrong === '=>' && /^\s*["']\D/.test(part.after) ? '=' : OPERATORS[part.wrong];
      return operator === undefined ? undefined : put(part, operator);
    },
  },
  {
    id: 'value-without-label',
    pattern: new RegExp(String.raw`[{,]\s*(?<wrong>${LABEL})\s*(?=[,}])`, 'd'),
    applies: ({ before }) =>
      /\{[^{}]*$/.test(before) &&
      !/\b(?:by|without|on|ignoring|group_left|group_right)\s*\{[^{}]*$/i.test(before),
    message: ({ wrong }) => `${wrong} is alone in the braces.`,
    why: 'A matcher is a label, an operator and a value in quotes.',
    fix: ({ wrong }) =>
      `If ${wrong} is a value, write {label="${wrong}"} with the label’s own name. If it is a label, write {${wrong}="…"} for one of its values, or sum by (${wrong}) (…) for a result per value; without it, a selector returns all values.`,
    rewrite: groupedBy,
  },
  {
    id: 'negated-label',
    pattern: new RegExp(String.raw`[{,]\s*(?<wrong>(?:!|-|\bnot\s+)\s*(?<label>${LABEL}))\s*(?=[,}])`, 'di'),
    message: ({ groups: { label = '' } }) => `A selector can’t drop the label ${label}.`,
    why: 'Braces choose series by the values of their labels. Only an aggregation drops labels.',
    fix: ({ groups: { label } }) =>
      `Write sum without (${label}) (…) to drop the label, or {${label}!="…"} to exclude one of its values.`,
    rewrite: (part) =>
      /\{\s*$/.test(part.before) && /^\s*\}/.test(part.after) && !/\b(?:by|without)\b/.test(part.before)
        ? `sum without (${part.groups.label}) (${part.before.replace(/\{\s*$/, '')}${part.after.replace(/^\s*\}/, '')})`
        : undefined,
  },
  {
    id: 'unquoted-value',
    pattern: /\{[^}]*?\b\w+\s*(?:=~|!~|!=|=)\s*([\w.*+/:|()[\]^$?-]+["'`]?)/d,
    message: 'A label’s value must be in quotes.',
    why: 'To Prometheus label values are text, even if they look like numbers or names.',
    fix: ({ before, wrong }) =>
      `Write ${/\w+\s*[=!~]+\s*$/.exec(before)?.[0] ?? ''}"${wrong.replace(/["'`]$/, '')}".`,
    rewrite: (part) => put(part, `"${part.wrong.replace(/["'`]$/, '')}"`),
  },
];

/** What is written for an operator that does not exist. */
const OPERATORS: Readonly<Record<string, string>> = {
  '==': '=',
  '===': '=',
  ':=': '=',
  ':': '=',
  '!==': '!=',
  '<>': '!=',
  '=!': '!=',
  '!': '!=',
  '~': '=~',
  '~=': '=~',
  '==~': '=~',
  '=~=': '=~',
  '!=~': '!~',
  '!~=': '!~',
  '~!': '!~',
};

/** A label alone in the braces, inside an aggregation: `sum(rate(x{method}[1m]))` → `sum by (method) (rate(x[1m]))`. */
function groupedBy({ before, wrong, after }: SlipPart): string | undefined {
  if (wrong !== wrong.toLowerCase() || !/\{\s*$/.test(before) || !/^\s*\}/.test(after)) return undefined;
  const [start, end] = [before.replace(/\s*\{\s*$/, ''), after.replace(/^\s*\}/, '')];
  if (new RegExp(String.raw`\bby\s*\(\s*${wrong}\s*\)`).test(start)) return `${start}${end}`;
  const grouped = start.replace(/^(\s*(?:sum|avg|min|max|count))\s*\(/, `$1 by (${wrong}) (`);
  return grouped === start || /\bby\b.*\bby\b/.test(grouped) ? undefined : `${grouped}${end}`;
}

function likeMatcher({ label = '', word = '', value = '' }: SlipPart['groups']): string {
  const text = value.slice(1, -1).replace(/^%|%$/g, '');
  const before = /^starts/i.test(word) || /^(?:matches|regex)$/i.test(word) ? '' : '.*';
  const after = /^ends/i.test(word) || /^(?:matches|regex)$/i.test(word) ? '' : '.*';
  return `${label}=~"${before}${text}${after}"`;
}
