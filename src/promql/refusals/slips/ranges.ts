import { parseDuration } from '../../../util/duration.js';
import { isFunctionName } from '../../syntax/functions.js';
import { LABEL, MATCH_OPERATOR, NAME, put, QUOTED, SELECTOR, type Slip, type SlipPart } from './slip.js';

const RANGES =
  'Square brackets hold a time range, such as [1m]. They go right after the selector, inside the function’s parentheses.';
const DURATION = String.raw`\d+(?:\.\d+)?(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*`;

/** Slips about square brackets and time ranges. */
export const RANGE_SLIPS: readonly Slip[] = [
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
    why: 'What is opened last is closed first: the range ends with ], then the function with ).',
    fix: 'Write [1m]) in place of [1m)].',
    rewrite: (part) => put(part, `[${part.groups.range}])`),
  },
  {
    id: 'quoted-range',
    pattern: new RegExp(String.raw`(?:\[|\boffset)\s*(?<wrong>${QUOTED})`, 'd'),
    applies: ({ wrong }) => /^["'`]\s*-?\d+(?:\.\d+)?\s*[a-z]*\s*["'`]$/i.test(wrong),
    message: 'The duration is in quotes.',
    why: 'A duration is a number with its unit. In quotes it would be a text.',
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
    message: 'A condition on a label is in square brackets here.',
    why: 'Square brackets hold a time window, such as [1m]. Conditions on labels go in braces.',
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
    pattern: /(?<wrong>(?<range>\[[^[\]{}]*\])\s*(?<braces>\{[^{}]*\}))/d,
    message: 'The range is before the braces.',
    why: 'The matchers belong to the metric’s name, so the range comes after them.',
    fix: 'Write metric{label="value"}[1m].',
    rewrite: (part) => put(part, `${part.groups.braces}${part.groups.range}`),
  },
  {
    id: 'range-misplaced',
    pattern:
      /\b(?!(?:by|without|on|ignoring|group_left|group_right)\b)[a-z_]+\s*(\[[^\]]*\])\s*\(|,\s*(\d+(?:ms|[smhdwy]))\s*\)(?<!\][^,()]*,\s*\d+(?:ms|[smhdwy])\s*\))/d,
    message: 'The range is in the wrong place.',
    why: 'A range belongs to the metric: it selects the samples that the function gets.',
    fix: 'Put it right after the selector, inside the parentheses: rate(metric[1m]).',
  },
  {
    id: 'bad-duration',
    pattern: /\[(?<wrong>\s*(?:last|past|the last|now\s*-|-)?\s*\d[\w\s.,-]*?)\]/di,
    applies: ({ wrong }) => wordsToDuration(wrong) !== undefined && parseDuration(wrong.trim()) === undefined,
    message: ({ wrong }) => `${wrong.trim()} is not a duration.`,
    why: 'A duration is a whole number with its unit: ms, s, m, h, d, w or y, without spaces, from large to small.',
    fix: ({ wrong }) => `Write ${wordsToDuration(wrong)} in place of ${wrong.trim()}.`,
    rewrite: (part) => put(part, wordsToDuration(part.wrong) ?? ''),
  },
  {
    id: 'bad-duration',
    pattern: /\boffset\s+(?<wrong>-?\d[\w. ]*?)\s*(?=$|[)\],])/d,
    applies: ({ wrong }) =>
      wordsToDuration(wrong) !== undefined && parseDuration(wrong.replace(/^-/, '').trim()) === undefined,
    message: ({ wrong }) => `${wrong.trim()} is not a duration.`,
    why: 'A duration is a whole number with its unit: ms, s, m, h, d, w or y, without spaces, from large to small.',
    fix: ({ wrong }) => `Write ${wordsToDuration(wrong)} in place of ${wrong.trim()}.`,
    rewrite: (part) => put(part, `${part.wrong.startsWith('-') ? '-' : ''}${wordsToDuration(part.wrong)}`),
  },
  {
    id: 'bad-duration',
    pattern: new RegExp(String.raw`\[\s*(?<wrong>${LABEL})\s*\]`, 'd'),
    applies: ({ wrong }) => isUnit(wrong),
    message: ({ wrong }) => `The unit ${wrong} has no number.`,
    why: 'A duration is a whole number with its unit.',
    fix: ({ wrong }) => `Write [${wordsToDuration(`1${wrong}`)}].`,
    rewrite: (part) => put(part, wordsToDuration(`1${part.wrong}`) ?? ''),
  },
  {
    id: 'misplaced-offset',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?:ago|before|back|shift)\s+(?<a>${DURATION})|\b(?<b>${DURATION})\s+ago\b)`,
      'd',
    ),
    message: ({ wrong }) => `PromQL has no ${/[a-z]{3,}/.exec(wrong)?.[0] ?? 'ago'}.`,
    why: 'offset shifts a selector into the past.',
    fix: ({ groups: { a, b } }) => `Write offset ${a ?? b}, right after the selector or its range.`,
    rewrite: (part) => put(part, `offset ${part.groups.a ?? part.groups.b}`),
  },
  {
    id: 'bad-duration',
    pattern: /\[(?<wrong>\s*\d*\s*)\](?=\s*(?:$|[),\s]))/d,
    message: ({ wrong }) =>
      wrong.trim() === '' ? 'The square brackets are empty.' : `The range ${wrong.trim()} has no unit.`,
    why: 'A duration is a whole number with its unit: ms, s, m, h, d, w or y. Prometheus 3 takes a plain number as seconds, earlier versions don’t.',
    fix: ({ wrong }) =>
      wrong.trim() === ''
        ? 'Write [1m] for the last minute.'
        : `Write [${wrong.trim()}s] for seconds, or [${wrong.trim()}m] for minutes.`,
  },
  {
    id: 'duration-as-number',
    pattern: /\][^,()]*,\s*(\d+(?:ms|[smhdwy]))\s*\)/d,
    message: 'This place needs a number of seconds, not a duration.',
    why: 'Durations such as 4h go in square brackets and after offset; Prometheus accepts them as numbers only since version 3.',
    fix: ({ wrong }) =>
      `Write ${parseDuration(wrong) ?? 'the seconds'} in place of ${wrong}: an hour has 3600 seconds.`,
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

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|millis(?:econds?)?|milliseconds?)$/i, 'ms'],
  [/^(?:s|secs?|seconds?)$/i, 's'],
  [/^(?:m|mins?|minutes?)$/i, 'm'],
  [/^(?:h|hrs?|hours?)$/i, 'h'],
  [/^(?:d|days?)$/i, 'd'],
  [/^(?:w|weeks?)$/i, 'w'],
  [/^(?:y|yrs?|years?)$/i, 'y'],
];
/** Whether a word is a unit of time. */
function isUnit(word: string): boolean {
  return UNITS.some(([pattern]) => pattern.test(word));
}

const ORDER = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/**
 * A duration as Prometheus writes it, from how people write one: `5 min`, `1.5m`, `30s1h`; undefined if it can't be
 * one.
 */
function wordsToDuration(words = ''): string | undefined {
  if (/\d[a-z]*\s*-\s*\d/i.test(words)) return undefined;
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)].map(([, number, unit = '']) => ({
    number: Number(number),
    unit: UNITS.find(([pattern]) => pattern.test(unit))?.[1],
  }));
  if (parts.length === 0 || parts.some(({ unit }) => unit === undefined)) return undefined;
  const sorted = parts.toSorted((a, b) => ORDER.indexOf(a.unit!) - ORDER.indexOf(b.unit!));
  const [{ number, unit }] = [sorted[0]!];
  if (sorted.length === 1 && !Number.isInteger(number)) {
    const smaller: Readonly<Record<string, readonly [number, string]>> = {
      h: [60, 'm'],
      m: [60, 's'],
      d: [24, 'h'],
      s: [1000, 'ms'],
    };
    const [factor, name] = smaller[unit!] ?? [1, ''];
    return Number.isInteger(number * factor) && name ? `${number * factor}${name}` : undefined;
  }
  return sorted.map((part) => `${part.number}${part.unit}`).join('');
}
