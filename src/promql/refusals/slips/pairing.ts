import { AGGREGATIONS } from '../../syntax/functions.js';
import { parsePromql } from '../../syntax/parse.js';
import { LABEL, put, type Slip, type SlipPart } from './slip.js';

/** Slips with the lists of labels of by, without, on and ignoring, and with group_left and group_right. */
export const PAIRING_SLIPS: readonly Slip[] = [
  {
    id: 'grouping-syntax',
    pattern:
      /\b(?:and|or|unless)\s+(?:on|ignoring)\s*\([^()]*\)\s*(?<wrong>(?<group>group_(?:left|right))\s*(?:\([\w\s,]*\))?)/di,
    message: ({ groups: { group } }) => `and, or and unless take no ${group}.`,
    why: 'They only decide which series stay, so any number of series may have the same partner.',
    fix: ({ groups: { group } }) => `Remove ${group}.`,
    rewrite: (part) => put({ ...part, after: part.after.trimStart() }, ''),
  },
  {
    id: 'grouping-syntax',
    pattern:
      /^\s*\w+\s*(?:by|without)\s*\([^()]*\)\s*\(.*\)\s*(?<wrong>\b(?:by|without)\s*\([^()]*\))\s*$/dis,
    applies: ({ before, wrong }) =>
      parsePromql(before).complete &&
      !parsePromql(`${before}${wrong}`).complete &&
      parsePromql(before).expr.kind === 'aggregation',
    message: 'The labels are listed twice: before the parentheses and after them.',
    why: 'by or without goes before or after the parentheses of an aggregation, but not both.',
    fix: 'Remove one of the two.',
    rewrite: ({ before }) => before.trimEnd(),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`\b(?:${AGGREGATIONS.join('|')})\s+(?<wrong>drop|dropping|except|excluding|ignoring|ignore|omit|exclude|keep|keeping|per|over|for|on)\s*(?=\([\w\s,]*\)\s*\()`,
      'di',
    ),
    message: ({ wrong }) => `PromQL has no ${wrong.toLowerCase()} after an aggregation.`,
    why: 'by (…) keeps the labels it lists and drops all others; without (…) drops those it lists and keeps all others.',
    fix: ({ wrong }) => `Write ${keeps(wrong)} in place of ${wrong}.`,
    rewrite: (part) => put(part, keeps(part.wrong)),
  },
  {
    id: 'grouping-syntax',
    pattern:
      /(?<wrong>\b(?<first>by|without)\s*\([^()]*\)\s*,?\s*(?:and\s+)?(?<second>by|without)\s*\([^()]*\))/di,
    message: ({ groups: { first = '', second = '' } }) =>
      first.toLowerCase() === second.toLowerCase()
        ? `There are two lists of labels after ${first}.`
        : 'An aggregation has either by or without, not both.',
    why: 'by (…) keeps the labels it lists and drops all others; without (…) drops those it lists and keeps all others.',
    fix: 'Keep the one list that says what you want, and remove the other.',
  },
  {
    id: 'grouping-syntax',
    pattern: /\b(?:by|without)\s*\([^()]*\)\s*(?<wrong>,)\s*(?=[\w({])/di,
    applies: ({ before }) =>
      new RegExp(String.raw`\b(?:${AGGREGATIONS.join('|')})\s*(?:by|without)\s*\([^()]*\)\s*$`, 'i').test(
        before,
      ),
    message: 'There is a comma after the labels.',
    why: 'After the labels comes the expression, in parentheses of its own.',
    fix: 'Write sum by (label) (…).',
    rewrite: ({ before, after }) => {
      const rest = after.trim();
      return `${before.trimEnd()} ${/^\(.*\)$/s.test(rest) ? rest : `(${rest})`}`;
    },
  },
  {
    id: 'grouping-syntax',
    pattern: /\)\s*(?<wrong>(?:ignoring|drop|dropping|excluding|except)\s*(?<labels>\([\w\s,]*\)))\s*$/di,
    applies: ({ before }) => !/(?:[-+*/%^<>=]|\b(?:and|or|unless|bool))\s*$/i.test(before),
    message: ({ wrong }) => `${/^\w+/.exec(wrong)?.[0]} does not drop labels here.`,
    why: 'ignoring belongs to an operator between two sides. Labels are dropped by an aggregation with without.',
    fix: ({ groups: { labels } }) => `Write sum without ${labels} (…).`,
    rewrite: ({ before, groups: { labels } }) => {
      const call = before.trimEnd();
      const head = new RegExp(String.raw`^\s*(${AGGREGATIONS.join('|')})\s*\(`, 'i').exec(call);
      return head
        ? `${head[1]} without ${labels} ${call.slice(call.indexOf('('))}`
        : `sum without ${labels} (${call})`;
    },
  },
  {
    id: 'missing-operator',
    pattern:
      /[)\]}]\s*(?<wrong>(?<!(?:[-+*/%^<>=]|\b(?:and|or|unless|bool))\s*)(?:on|ignoring)\s*\([^()]*\)\s*(?<group>group_(?:left|right))?)/di,
    applies: ({ before }) =>
      !/(?:[-+*/%^<>=]|\b(?:and|or|unless|bool|by|without))\s*$/i.test(before) &&
      !/\bgroup_(?:left|right)\s*\([^()]*\)\s*$/i.test(before),
    message: 'There is no operator before on or ignoring.',
    why: 'on says which labels pair the series of the two sides of an operator, so it follows the operator.',
    fix: 'Write the operator before it, such as * on (label) group_left (other) or / on (label).',
    rewrite: (part) =>
      part.groups.group === undefined
        ? undefined
        : put({ ...part, before: part.before.trimEnd() }, ` * ${part.wrong}`),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<word>by|without)\s*\(\s*(?<labels>(?:!|-|\bnot\s+)\s*${LABEL}(?:\s*,\s*(?:!|-|\bnot\s+)?\s*${LABEL})*)\s*\))`,
      'di',
    ),
    message: ({ groups: { word = '' } }) => `A label in ${word} (…) can’t be negated.`,
    why: 'by lists the labels to keep, without those to drop.',
    fix: ({ groups }) => `Write ${opposite(groups)}.`,
    rewrite: (part) => put(part, opposite(part.groups)),
  },
  {
    id: 'grouping-syntax',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<word>by|without|on|ignoring|group_left|group_right)\s*\(\s*(?<labels>${LABEL}(?:\s*,\s*${LABEL})*(?:(?:\s*(?:&&?|\||;|\+)\s*|\s+(?:and|or)\s+|\s+)${LABEL})+)\s*\))`,
      'di',
    ),
    message: 'The labels need commas between them.',
    why: 'by, without, on and ignoring take a list of labels.',
    fix: ({ groups }) => `Write ${list(groups)}.`,
    rewrite: (part) => put(part, list(part.groups)),
  },
  {
    id: 'grouping-syntax',
    pattern:
      /(?<wrong>\b(?<group>group_(?:left|right)\s*(?:\([^()]*\))?)\s*(?<match>\b(?:on|ignoring)\s*\([^()]*\)))/di,
    message: ({ groups: { match = '' } }) => `${match} goes before group_left and group_right.`,
    why: 'on or ignoring says which labels pair the series; group_left or group_right after it allows several on one side.',
    fix: ({ groups: { group, match } }) => `Write ${match} ${group}.`,
    rewrite: (part) => put(part, `${part.groups.match} ${part.groups.group}`),
  },
  {
    id: 'grouping-syntax',
    pattern: /(?:[-+*/%^]|==|!=|[<>]=?|\band|\bor|\bunless)\s*(?:bool\s+)?(?<wrong>group_(?:left|right)\b)/di,
    message: ({ wrong }) => `${wrong} has no on (…) or ignoring (…) before it.`,
    why: 'on lists the labels that pair the series of the two sides; group_left or group_right after it allows several on one side.',
    fix: ({ wrong }) =>
      `Write on (label) ${wrong}, with the labels that both sides have, or on () ${wrong} if one side has none. If each side should pair one to one, aggregate both by the same labels instead.`,
  },
  {
    id: 'grouping-syntax',
    pattern: /^(?<wrong>(?<head>.+?)\s*\b(?<clause>(?:by|without)\s*\([^()]*\)))\s*$/dis,
    applies: ({ groups: { head = '' } }) => operandsOf(head) !== undefined,
    message: 'Only an aggregation can group by labels.',
    why: 'by and without say which labels an aggregation keeps, and here no aggregation is right before them.',
    fix: ({ groups: { clause } }) => `Write sum ${clause} (…) on each side of the operator.`,
    rewrite: ({ groups: { head = '', clause } }) => operandsOf(head)?.replaceAll('\u0000', `sum ${clause}`),
  },
];

function keeps(word: string): string {
  return /^(?:keep|keeping|per|over|for|on)$/i.test(word) ? 'by' : 'without';
}

function list({ word = '', labels = '' }: SlipPart['groups']): string {
  const all = labels.match(/[a-zA-Z_]\w*/g) ?? [];
  return `${word} (${all.filter((label) => !/^(?:and|or)$/i.test(label)).join(', ')})`;
}

function opposite({ word = '', labels = '' }: SlipPart['groups']): string {
  const all = (labels.match(/[a-zA-Z_]\w*/g) ?? []).filter((label) => !/^not$/i.test(label));
  return `${/^by$/i.test(word) ? 'without' : 'by'} (${all.join(', ')})`;
}

/**
 * An operation on two sides that aggregate nothing, with a NUL before the parentheses around each; undefined if a text
 * is something else.
 */
function operandsOf(text: string): string | undefined {
  const { expr, complete } = parsePromql(text);
  if (!complete || expr.kind !== 'binary') return undefined;
  const { left, right } = expr;
  const aggregates = [left, right].some(({ from, to }) =>
    new RegExp(String.raw`\b(?:${AGGREGATIONS.join('|')})\b`).test(text.slice(from, to)),
  );
  if (aggregates || left.kind === 'number' || right.kind === 'number') return undefined;
  return `\u0000 (${text.slice(left.from, left.to)})${text.slice(left.to, right.from)}\u0000 (${text.slice(right.from, right.to)})${text.slice(right.to)}`;
}
