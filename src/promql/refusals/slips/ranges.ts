import { isFunctionName } from '../../syntax/functions.js';
import { DURATION, isUnit, wordsToDuration } from './durations.js';
import { LABEL, MATCH_OPERATOR, NAME, put, QUOTED, SELECTOR, type Slip, type SlipPart } from './slip.js';

const RANGES =
  'Square brackets hold a time range, such as [1m]. They go right after the selector, inside the function’s parentheses.';

/** Slips about where a time range goes, and its square brackets. */
export const RANGE_SLIPS: readonly Slip[] = [
  {
    id: 'range-misplaced',
    pattern: /(?<wrong>(?<range>\[[^[\]{}]*\])\s*(?<braces>\{[^{}]*\}))/d,
    applies: ({ before }) => !/\)\s*$/.test(before),
    message: 'The range is before the braces.',
    why: 'The matchers belong to the metric’s name, so the range comes after them.',
    fix: 'Write metric{label="value"}[1m].',
    rewrite: (part) =>
      put({ ...part, before: part.before.trimEnd() }, `${part.groups.braces}${part.groups.range}`),
  },
  {
    id: 'brackets-swapped',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*\[\s*(?<metric>${SELECTOR})\s*\(\s*(?<range>[^()[\]]*)\)\s*\])`,
      'd',
    ),
    applies: isFunction,
    message: 'Parentheses and square brackets are swapped.',
    why: 'A function takes its argument in parentheses. The time range goes in square brackets, right after the selector.',
    fix: 'Write rate(metric[1m]).',
    rewrite: (part) => put(part, call(part.groups)),
  },
  {
    id: 'brackets-swapped',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*(?:\[\s*(?<a>${SELECTOR}\s*\[[^[\]]*\])\s*\]|\{\s*(?<b>${NAME}\s*(?:\[[^[\]]*\])?)\s*\}))`,
      'd',
    ),
    applies: isFunction,
    message: ({ groups: { func = '' } }) => `${func} takes its argument in parentheses.`,
    why: 'Braces hold conditions on labels, square brackets a time range. What a function works on goes in parentheses.',
    fix: 'Write rate(metric[1m]).',
    rewrite: (part) => put(part, `${part.groups.func}(${part.groups.a ?? part.groups.b})`),
  },
  {
    id: 'brackets-swapped',
    pattern: new RegExp(String.raw`(?<wrong>\[(?<range>\s*${DURATION}\s*)\)\s*\])`, 'd'),
    message: 'The brackets are closed in the wrong order.',
    why: 'The bracket that was opened last is closed first: ] ends the range, then ) ends the function.',
    fix: 'Write [1m]) in place of [1m)].',
    rewrite: (part) => put(part, `[${part.groups.range}])`),
  },
  {
    id: 'quoted-range',
    pattern: new RegExp(String.raw`(?:\[|\boffset)\s*(?<wrong>${QUOTED})`, 'd'),
    applies: ({ wrong }) => /^["'`]\s*-?\d+(?:\.\d+)?\s*[a-z]*\s*["'`]$/i.test(wrong),
    message: 'The duration is in quotes.',
    why: 'A duration is a number with its unit. In quotes it is a string.',
    fix: 'Remove the quotes, as in [5m] or offset 5m.',
    rewrite: (part) => put(part, wordsToDuration(part.wrong.slice(1, -1)) ?? part.wrong.slice(1, -1)),
  },
  {
    id: 'matcher-in-brackets',
    pattern: new RegExp(
      String.raw`(?<wrong>\[\s*(?<label>${QUOTED}|${LABEL})\s*(?:\]\s*\[|,|:|(?<op>${MATCH_OPERATOR}|==))\s*(?<value>${QUOTED}|[\w.-]+)\s*\])`,
      'd',
    ),
    message: 'A condition on a label is in square brackets.',
    why: 'Square brackets hold a time range, such as [1m]. Conditions on labels go in braces.',
    fix: ({ groups }) => `Write {${bracketMatcher(groups)}}.`,
    rewrite: (part) => put(part, `{${bracketMatcher(part.groups)}}`),
  },
  {
    id: 'matcher-in-brackets',
    pattern: /(\[\s*\w+\s*(?:=~|!~|!=|=)[^\]]*\])/d,
    message: 'A condition on a label is in square brackets.',
    why: 'Square brackets hold a time range, such as [1m]. Conditions on labels go in braces.',
    fix: ({ wrong }) => `Write {${wrong.slice(1, -1)}}.`,
    rewrite: (part) => put(part, `{${part.wrong.slice(1, -1)}}`),
  },
  {
    id: 'value-in-brackets',
    pattern: new RegExp(
      String.raw`(?<!\b(?:by|without|on|ignoring|group_left|group_right)\s*)(?<!=\s*)(?<wrong>\[\s*(?<value>${QUOTED}(?:\s*,\s*${QUOTED})*|(?!(?:step|range|min|max|last|past|now|the)\b)${LABEL})\s*\])(?!\s*\()`,
      'di',
    ),
    applies: ({ groups: { value = '' } }) => !isUnit(value),
    message: ({ groups: { value = '' } }) => `${value} is in square brackets, which hold a time range.`,
    why: 'PromQL does not index series by a key. A condition on a label goes in braces: the label’s name, an operator, and the value in quotes.',
    fix: ({ before, groups: { value = '' } }) => {
      const metric = new RegExp(`${NAME}$`).exec(before)?.[0] ?? 'metric';
      const isValue = /^["'`]/.test(value) || value === value.toUpperCase();
      return isValue
        ? `Write ${metric}{label=${/^["'`]/.test(value) ? value : `"${value}"`}}, with the label’s own name.`
        : `If ${value} is a label, write ${metric}{${value}="…"} to select by it, or sum by (${value}) (…) to group by it.`;
    },
  },
  {
    id: 'range-in-braces',
    pattern: new RegExp(String.raw`(?<wrong>\{\s*["']?(?<range>\d+\s*[a-zA-Z]*)["']?\s*\})`, 'd'),
    message: 'The time range is in braces.',
    why: 'Braces hold conditions on labels. A time range goes in square brackets.',
    fix: 'Write [1m] in place of {1m}.',
    rewrite: (part) => {
      const range = `[${wordsToDuration(part.groups.range) ?? part.groups.range}]`;
      const inside = part.before.replace(/\s*\)\s*$/, `${range})`);
      return inside === part.before ? put(part, range) : `${inside}${part.after}`;
    },
  },
  {
    id: 'range-in-braces',
    pattern: new RegExp(String.raw`(?<wrong><\s*(?<range>${DURATION})\s*>)`, 'd'),
    message: 'The time range is between < and >.',
    why: 'A time range goes in square brackets.',
    fix: ({ groups: { range } }) => `Write [${range}].`,
    rewrite: (part) => put(part, `[${part.groups.range}]`),
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*\(\s*\[?\s*(?<range>${DURATION})\s*\]?\s*\))`,
      'd',
    ),
    applies: (part) => isFunction(part) && readsRange(part.groups.func),
    message: 'There is a time range, but no metric that it belongs to.',
    why: RANGES,
    fix: ({ groups: { func, range } }) => `Write ${func}(metric[${range}]), with the name of a metric.`,
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*\(\s*(?<metric>${SELECTOR})\s*(?:,\s*\w+\s*=\s*|\s(?:over|per|last|in|for|within|during)\s+(?:the\s+)?(?:last\s+)?)(?<range>${DURATION})\s*\))`,
      'd',
    ),
    applies: (part) => isFunction(part) && readsRange(part.groups.func),
    message: 'The range is in the wrong place.',
    why: RANGES,
    fix: 'Write rate(metric[1m]).',
    rewrite: (part) => put(part, call(part.groups)),
  },
  {
    id: 'range-in-parentheses',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<metric>${SELECTOR})\s*\(\s*(?<range>${DURATION})\s*\))`,
      'd',
    ),
    applies: ({ groups: { metric = '' } }) => !isFunctionName(metric),
    message: 'The time range is in parentheses.',
    why: RANGES,
    fix: 'Write [1m] in place of (1m).',
    rewrite: (part) => put(part, `${part.groups.metric}[${part.groups.range}]`),
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*(?:\[(?<range>[^[\]]*)\]|(?<bare>${DURATION}))\s*\(\s*(?<metric>${SELECTOR})\s*\))`,
      'd',
    ),
    applies: isFunction,
    message: 'The range is in the wrong place.',
    why: 'A range belongs to the metric: it selects the samples that the function gets.',
    fix: 'Put it right after the selector, inside the parentheses: rate(metric[1m]).',
    rewrite: (part) => put(part, call({ ...part.groups, range: part.groups.range ?? part.groups.bare })),
  },
  {
    id: 'range-misplaced',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?<func>${NAME})\s*\(\s*(?:(?<first>\[?${DURATION}\]?)\s*,?\s*(?<a>${SELECTOR})|(?<b>${SELECTOR})\s*(?:,|:|\s)\s*(?<last>\[?${DURATION}\]?|${QUOTED})|(?<c>${SELECTOR})\s*\)\s*(?:\(?(?<after>${DURATION})\)?|\[(?<outside>${DURATION})\]))\s*\)?)`,
      'd',
    ),
    applies: (part) =>
      isFunction(part) &&
      readsRange(part.groups.func) &&
      /^(?:[^"'`]|.\s*\d+(?:ms|[smhdwy])\s*.$)/.test(part.groups.last ?? 'x'),
    message: 'The range is in the wrong place.',
    why: RANGES,
    fix: 'Write rate(metric[1m]).',
    rewrite: (part) => {
      const { a, b, c, first, last, after, outside } = part.groups;
      const range = (first ?? last ?? after ?? outside ?? '').replace(/[[\]"'`\s]/g, '');
      const closed = c === undefined || !part.wrong.endsWith(')') || after !== undefined;
      const whole = put(part, call({ func: part.groups.func, metric: a ?? b ?? c, range }));
      return closed ? whole : `${put(part, call({ func: part.groups.func, metric: c, range }) + ')')}`;
    },
  },
  {
    id: 'range-misplaced',
    pattern:
      /\b(?!(?:by|without|on|ignoring|group_left|group_right)\b)[a-z_]+\s*(\[[^\]]*\])\s*\(|,\s*(\d+(?:ms|[smhdwy]))\s*\)(?<!\][^,()]*,\s*\d+(?:ms|[smhdwy])\s*\))/d,
    message: 'The range is in the wrong place.',
    why: 'A range belongs to the metric: it selects the samples that the function gets.',
    fix: 'Put it right after the selector, inside the parentheses: rate(metric[1m]).',
  },
];

function isFunction({ groups: { func = '' } }: SlipPart): boolean {
  return isFunctionName(func);
}

function readsRange(func = ''): boolean {
  return /_over_time$|^(?:rate|irate|increase|i?delta|deriv|changes|resets)$/.test(func);
}

function call({ func = '', metric = '', range = '' }: SlipPart['groups']): string {
  return `${func}(${metric.trim()}[${range.trim()}])`;
}

function bracketMatcher({ label = '', op = '=', value = '' }: SlipPart['groups']): string {
  const name = label.replace(/^["'`]|["'`]$/g, '');
  return `${name}${op === '==' ? '=' : op}${/^["'`]/.test(value) ? value : `"${value}"`}`;
}
