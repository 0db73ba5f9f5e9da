import { AGGREGATIONS, isFunctionName } from '../../syntax/functions.js';
import { parsePromql } from '../../syntax/parse.js';
import { isReserved } from './names.js';
import {
  KEYWORDS,
  LABEL,
  MATCH_OPERATOR,
  NAME,
  put,
  QUOTED,
  SELECTOR,
  type Slip,
  type SlipPart,
} from './slip.js';

const LABELS_HERE =
  'by and without take their labels in parentheses, and belong to an aggregation such as sum.';

/** Slips about the labels of by and without, and about the arguments of functions. */
export const GROUPING_SLIPS: readonly Slip[] = [
  {
    id: 'missing-comma',
    pattern: /[(,]\s*(?<wrong>"[^"]*")\s+(?="[^"]*"\s*[,)])/d,
    applies: ({ before }) => !/\{[^{}]*$/.test(before),
    message: ({ wrong }) => `A comma is missing after ${wrong}.`,
    why: 'Arguments are separated by commas.',
    fix: ({ wrong }) => `Write ${wrong}, and then the next argument.`,
    rewrite: (part) => put(part, `${part.wrong},`),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*(?:\[\s*(?<a>${LABEL}(?:\s*,\s*${LABEL})*)\s*\]|<(?<b>${LABEL})>|\(\s*(?<c>${LABEL}(?:\s*,\s*${LABEL})*)\s*\)))\s*(?=\()`,
      'd',
    ),
    applies: ({ groups: { func = '', c = '' } }) =>
      AGGREGATIONS.includes(func.toLowerCase()) && !/_(?:total|seconds|bytes|count|sum|bucket|info)$/.test(c),
    message: ({ groups: { func = '' } }) => `The labels after ${func} need by or without.`,
    why: LABELS_HERE,
    fix: ({ groups: { func, a, b, c } }) => `Write ${func} by (${a ?? b ?? c}) (…).`,
    rewrite: (part) =>
      put(
        part,
        `${part.groups.func} by (${part.groups.a ?? part.groups.b ?? part.groups.c})${part.after.startsWith(' ') ? '' : ' '}`,
      ),
  },
  {
    id: 'wrong-arguments',
    pattern: new RegExp(String.raw`\b(?<func>${NAME})\s*\(\s*(?<number>[\d.]+)\s*(?<wrong>\)\s*\()`, 'd'),
    applies: ({ groups: { func = '' } }) => isFunctionName(func),
    message: ({ groups: { func = '' } }) => `${func}() takes both arguments in one pair of parentheses.`,
    why: 'Arguments are separated by commas.',
    fix: ({ groups: { func, number } }) => `Write ${func}(${number}, …).`,
    rewrite: (part) => put(part, ', '),
  },
  {
    id: 'missing-comma',
    pattern: /\(\s*(?<wrong>\d+(?:\.\d+)?)\s+(?=(?!(?:and|or|unless|atan2)\b)[a-zA-Z_])/d,
    message: ({ wrong }) => `A comma is missing after ${wrong}.`,
    why: 'Arguments are separated by commas.',
    fix: ({ wrong }) => `Write ${wrong}, and then the next argument.`,
    rewrite: (part) => put(part, `${part.wrong},`),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<word>by|without|on|ignoring|group_left|group_right)\s*:?\s*(?:\[(?<square>[^\]]*)\]|\{(?<curly>[^}]*)\}|(?<bare>${QUOTED}|(?!(?:group_left|group_right|bool)\b)${LABEL}(?:\s*,\s*${LABEL})*)))`,
      'di',
    ),
    applies: ({ before, groups: { word = '', bare } }) =>
      bare === undefined ||
      /^(?:by|without|ignoring|on)$/i.test(word) ||
      (/\)\s*$/.test(before) && !isFunctionName(bare)),
    message: ({ groups: { word = '' } }) => `The labels after ${word} must be in parentheses.`,
    why: LABELS_HERE,
    fix: ({ groups }) => `Write ${labelList(groups)}.`,
    // The same mistake is usually made on both sides, and after group_left too.
    rewrite: (part) => {
      const after = part.after
        .replace(/^(\s*group_(?:left|right)\s+)([a-zA-Z_]\w*)(?=\s+[\w({])/i, '$1($2)')
        .replace(/\b(by|without)\s+([a-zA-Z_]\w*(?:\s*,\s*[a-zA-Z_]\w*)*)(?=\s*(?:\(|$))/gi, '$1 ($2)')
        .replace(/^\s*:\s*(.+)$/s, ' ($1)');
      const query = put({ ...part, after }, labelList(part.groups));
      return isWhole(part.before.trim()) && after.trim() === ''
        ? `sum ${labelList(part.groups)} (${part.before.trim()})`
        : query;
    },
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>\bgroup\s+by\b|\b(?<func>${NAME})\s*\(\s*(?<inner>.*?[\w)\]}])\s+(?<clause>(?:by|without)\s*\([^()]*\))\s*\))`,
      'di',
    ),
    applies: ({ wrong, groups: { func = '' } }) =>
      !/^group/i.test(wrong) && AGGREGATIONS.includes(func.toLowerCase()),
    message: 'The grouping is inside the parentheses of the aggregation.',
    why: ({ groups: { func = '' } }) =>
      /^(?:topk|bottomk)$/i.test(func)
        ? `${func} keeps the labels of the series it picks, so it needs no by.`
        : 'by and without go before or after the parentheses of an aggregation, never inside them.',
    fix: 'Write sum by (label) (…), or sum(…) by (label).',
    rewrite: (part) => {
      const { func = '', clause, inner = '' } = part.groups;
      // topk groups to choose in every group, which is rarely meant.
      return put(
        part,
        /^(?:topk|bottomk)$/i.test(func) ? `${func}(${inner})` : `${func} ${clause} (${inner})`,
      );
    },
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`\b(?:by|without)\s*\([^()]*?(?<wrong>(?<label>${LABEL})\s*(?:${MATCH_OPERATOR}|==)\s*(?:${QUOTED}|[\w.*]+))`,
      'd',
    ),
    message: 'by and without list only the names of labels.',
    why: 'Which series take part is decided by the matchers in the braces of the metric.',
    fix: 'Write sum by (label) (metric{label="value"}).',
    rewrite: (part) => put(part, part.groups.label ?? ''),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>,\s*(?<word>by|without)\s*=\s*[[(]?\s*["']?(?<labels>${LABEL}(?:\s*,\s*${LABEL})*)["']?\s*[\])]?\s*\))`,
      'd',
    ),
    message: 'The grouping is an argument of the aggregation.',
    why: 'by and without follow the parentheses of an aggregation, with their labels in their own parentheses.',
    fix: 'Write sum(…) by (label).',
    rewrite: (part) => `${part.before}) ${part.groups.word} (${part.groups.labels})${part.after}`,
  },
  {
    id: 'grouping-syntax',
    pattern: /^(?<wrong>(?<head>.+?)\s*\b(?<clause>(?:by|without)\s*\([^()]*\)))\s*$/dis,
    applies: ({ groups: { head = '' } }) => isWhole(head),
    message: 'Only an aggregation can group by labels.',
    why: 'by and without say which labels an aggregation such as sum, avg or max keeps. A function or a selector keeps all of them.',
    fix: 'Write sum by (label) (…).',
    rewrite: ({ groups: { head = '', clause } }) =>
      `${/^\s*(max|min|avg)_over_time\b/.exec(head)?.[1] ?? 'sum'} ${clause} (${head})`,
  },
  {
    id: 'grouping-syntax',
    pattern: /(?<wrong>\bgroup_(?:left|right))\s*(?<operand>\([^()]*\))\s*$/d,
    message: ({ wrong, groups: { operand } }) => `${operand} after ${wrong} is read as a list of labels.`,
    why: 'Parentheses right after group_left or group_right list the labels to copy, so the right side is missing.',
    fix: 'Put an empty list in between, as in group_left () (…).',
    rewrite: (part) => put(part, `${part.wrong} ()`),
  },
  {
    id: 'argument-without-parentheses',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<head>${NAME}\s+(?:by|without)\s*\([^()]*\))\s*(?<rest>[a-zA-Z_{].*))$`,
      'ds',
    ),
    applies: ({ groups: { head = '' } }) => AGGREGATIONS.includes(head.split(/\s/)[0]?.toLowerCase() ?? ''),
    message: 'What is aggregated is not in parentheses.',
    why: 'After the labels comes the expression, in its own parentheses.',
    fix: 'Write sum by (label) (…).',
    rewrite: (part) => {
      const each = `${part.before}${inParentheses(part.wrong)}`;
      const whole = put(part, `${part.groups.head} (${part.groups.rest?.trimEnd()})`);
      const closed = [each, whole, `${part.before}${inParentheses(`${part.wrong}}`)}`];
      return closed.find((query) => parsePromql(query).complete) ?? whole;
    },
  },
  {
    id: 'argument-without-parentheses',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s+(?<argument>${SELECTOR}(?:\s*\[[^[\]]*\])?))(?!\s*[(\w])`,
      'd',
    ),
    applies: ({ groups: { func = '', argument = '' } }) =>
      isFunctionName(func) && !KEYWORDS.has(/^\w+/.exec(argument)?.[0].toLowerCase() ?? ''),
    message: ({ groups: { func = '' } }) => `The argument of ${func} is not in parentheses.`,
    why: 'Functions and aggregations take their arguments in parentheses.',
    fix: ({ groups: { func, argument } }) => `Write ${func}(${argument}).`,
    rewrite: (part) => put(part, `${part.groups.func}(${part.groups.argument})`),
  },
  {
    id: 'decimal-comma',
    pattern: /\(\s*(?<wrong>0,\d+)\s*,|(?<!\([^()]*)(?<end>\b0,\d+)\s*$/d,
    message: ({ wrong }) => `${wrong} is read as two arguments.`,
    why: 'A decimal point is a dot; a comma separates arguments.',
    fix: ({ wrong }) => `Write ${wrong.replace(',', '.')}.`,
    rewrite: (part) => put(part, part.wrong.replace(',', '.')),
  },
  {
    id: 'stray-comma',
    pattern:
      /(?<wrong>,)\s*(?=,)|[({[]\s*(?<second>,)|(?<third>,)\s*(?=\])|(?<!\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*)(?<fourth>,)\s*(?=\))|(?:=~|!~|!=|=)\s*(?<fifth>,)\s*(?=")|(?<sixth>,)\s*$/di,
    message: 'There is an extra comma.',
    why: 'A comma separates matchers, labels or arguments, so it needs something on both sides.',
    fix: 'Remove the comma.',
    rewrite: (part) => put(part, ''),
  },
];

/** Puts what follows each `sum by (label)` in parentheses, as far as one call or selector reaches. */
function inParentheses(text: string): string {
  return text
    .replace(
      new RegExp(
        String.raw`(\b(?:${AGGREGATIONS.join('|')})\s+(?:by|without)\s*\([^()]*\))\s*(${NAME}\s*\([^()]*(?:\([^()]*\)[^()]*)*\)|${SELECTOR}|\{[^{}]*\})`,
        'g',
      ),
      (_, head: string, inner: string) => `${head} (${inner})`,
    )
    .replace(
      /\b((?:sum|avg|min|max|count)\s+(?:by|without)\s*\([^()]*\)) \(([\w:]+(?:\{[^{}]*\})?)\)(\[[^\]]*\])/g,
      (_, head: string, selector: string, range: string) =>
        `${head} (${/_(?:total|sum|count|bucket)\b/.test(selector) ? 'rate' : 'last_over_time'}(${selector}${range}))`,
    );
}

/** Whether a text is an expression of its own, and no aggregation, which could group. */
function isWhole(text: string): boolean {
  const { expr, complete } = parsePromql(text);
  return complete && expr.kind !== 'aggregation' && expr.kind !== 'binary' && !isReserved(text.trim());
}

function labelList({ word = '', square, curly, bare = '' }: SlipPart['groups']): string {
  const labels = (square ?? curly ?? bare).replace(/["'`]/g, '').trim();
  return `${word} (${labels})`;
}
