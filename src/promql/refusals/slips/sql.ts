import { isFunctionName } from '../../syntax/functions.js';
import { LABEL, NAME, put, type Slip, type SlipPart } from './slip.js';

const WHY =
  'A PromQL query starts with the metric: conditions on labels follow it in braces, and grouping belongs to an aggregation.';

/** Clauses of SQL: SELECT, GROUP BY, ORDER BY. They hide everything else. */
export const SQL_SLIPS: readonly Slip[] = [
  {
    id: 'sql',
    pattern:
      /(^\s*select\b|\bcount\s*\(\s*distinct\b|\b(?:distinct|unique|count_distinct|cardinality|uniq|nunique|dcount|countd)(?=\s*\()|\bgroup\s+by\b|\border\s+by\b|\blimit\s+\d)/di,
    message: 'This looks like SQL.',
    why: WHY,
    fix: ({ wrong }) =>
      /distinct|uniq|cardinality|dcount|countd/i.test(wrong)
        ? 'Count the distinct values of a label in two steps: count(count by (label) (metric)). To list them, write count by (label) (metric).'
        : /order|limit/i.test(wrong)
          ? 'For the largest series write topk(3, metric); sort_desc(metric) sorts.'
          : 'Write sum by (label) (metric{other="value"}).',
    rewrite: ({ before, wrong, after }) =>
      fromLimit(`${before}${wrong}${after}`) ?? fromSql(`${before}${wrong}${after}`),
  },
];

/** A condition after WHERE that is no matcher: it filters by the values of other series. */
export const WHERE_SLIPS: readonly Slip[] = [
  {
    id: 'sql',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<metric>${NAME})\s+where\s+(?<label>${LABEL})\s*(?:\bis\b|\beq\b|==?)\s*(?<value>[a-z/][\w./:-]*))\s*$`,
      'di',
    ),
    message: 'This looks like SQL.',
    why: WHY,
    fix: ({ groups: { metric, label, value } }) => `Write ${metric}{${label}="${value}"}.`,
    rewrite: (part) => put(part, `${part.groups.metric}{${part.groups.label}="${part.groups.value}"}`),
  },
  {
    id: 'sql',
    pattern: /(?<wrong>(?<=\S\s+)where\b(?<not>\s+not\b)?)/di,
    message: 'This looks like SQL.',
    why: WHY,
    fix: ({ after, groups: { not } }) =>
      not !== undefined
        ? 'Write unless on (label) in its place: a unless b keeps the series of a that b lacks.'
        : /\bup\s*==|^\s*\w+\s*[<>=!]/.test(after)
          ? 'Write metric{label="value"} for a condition on a label, or compare the metric itself, as in metric > 5.'
          : 'Write and on (label) in its place: a and b keeps the series of a that b has as well.',
  },
];

/** A simple SELECT, or GROUP BY after an aggregation, in PromQL; undefined if it is not that simple. */
function fromSql(text: string): string | undefined {
  const [, whole, labels] =
    new RegExp(
      String.raw`^\s*(${NAME}\s*\(.*\))\s+group\s+by\s*\(?\s*(${LABEL}(?:\s*,\s*${LABEL})*)\s*\)?\s*$`,
      'is',
    ).exec(text) ?? [];
  if (whole !== undefined) return grouped(whole, labels);
  const [, columns = '', metric, where, by] =
    new RegExp(
      String.raw`^\s*select\s+(.+?)(?:\s+from\s+(${NAME}))?(?:\s+where\s+(.+?))?(?:\s+group\s+by\s+(${LABEL}(?:\s*,\s*${LABEL})*))?\s*;?\s*$`,
      'is',
    ).exec(text) ?? [];
  const call = new RegExp(String.raw`(${NAME})\s*\((.*)\)`, 's').exec(columns);
  const selector = metric === undefined ? undefined : `${metric}${matchers(where)}`;
  if (call === null) return selector;
  const [, func = '', argument = ''] = call;
  const inner = selector === undefined || /\w\s*[([]/.test(argument) ? argument : selector;
  return isFunctionName(func.toLowerCase()) ? grouped(`${func.toLowerCase()}(${inner})`, by) : undefined;
}

/** `x limit 3`, `sort_desc(x) limit 3` → topk(3, x). */
function fromLimit(text: string): string | undefined {
  const [, head = '', number] = /^\s*(.+?)\s+limit\s+(\d+)\s*$/is.exec(text) ?? [];
  if (number === undefined || /\b(?:select|order\s+by|where)\b/i.test(head)) return undefined;
  const sorted = /^sort(_desc)?\s*\((.*)\)$/is.exec(head);
  return `${sorted && sorted[1] === undefined ? 'bottomk' : 'topk'}(${number}, ${sorted?.[2] ?? head})`;
}

function grouped(call: string, labels: string | undefined): string {
  return withRange(labels === undefined ? call : call.replace(/^\s*(\w+)\s*\(/, `$1 by (${labels}) (`));
}

/** A rate without its window gets one of a minute. */
function withRange(text: string): string {
  return text.replace(/\b(rate|irate|increase)\(([\w:]+(?:\{[^{}]*\})?)\)/g, '$1($2[1m])');
}

function matchers(where: string | undefined): string {
  const all = [...(where ?? '').matchAll(/(\w+)\s*(!=|<>|=)\s*["'`]?([^"'`\s]+)["'`]?/g)].map(
    ([, label, op, value]) => `${label}${op === '=' ? '=' : '!='}"${value}"`,
  );
  return all.length === 0 ? '' : `{${all.join(', ')}}`;
}

/** What is put in place of a part, with the windows that it needs. */
export function putRanged(part: SlipPart, replacement: string): string {
  return withRange(put(part, replacement));
}
