import { AGGREGATIONS } from '../../syntax/functions.js';
import { parsePromql } from '../../syntax/parse.js';
import { LABEL, put, type Slip, type SlipPart } from './slip.js';

/** Slips with the lists of labels of by, without, on and ignoring, and with group_left and group_right. */
export const PAIRING_SLIPS: readonly Slip[] = [
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
