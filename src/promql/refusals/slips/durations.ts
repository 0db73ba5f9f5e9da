import { parseDuration } from '../../../util/duration.js';
import { LABEL, put, type Slip, type SlipPart } from './slip.js';

/** A duration as it is usually written, with its unit. */
export const DURATION = String.raw`\d+(?:\.\d+)?(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*`;

/** Slips about how a duration is written. */
export const DURATION_SLIPS: readonly Slip[] = [
  {
    id: 'number-with-unit',
    pattern:
      /(?:[<>]=?|[!=]=)\s*(?:bool\s+)?(?<wrong>(?<number>\d+(?:\.\d+)?)\s*(?<unit>ms|s|sec|seconds))(?![\w\]:])/d,
    message: ({ wrong }) => `A number has no unit: ${wrong} is read as a duration.`,
    why: 'Prometheus keeps durations in seconds, as plain numbers.',
    fix: ({ groups }) => `Write ${secondsOf(groups)}.`,
    rewrite: (part) => put(part, secondsOf(part.groups)),
  },
  {
    id: 'duration-as-number',
    pattern: new RegExp(String.raw`[\w)\]}]\s*[*/]\s*(?<wrong>${DURATION})(?![\w\]:])`, 'd'),
    applies: ({ before, wrong }) => !/\[[^\]]*$/.test(before) && parseDuration(wrong) !== undefined,
    message: ({ wrong }) => `${wrong} is a duration, and this place needs a number.`,
    why: 'PromQL calculates with plain numbers; only Prometheus 3 takes a duration for its seconds.',
    fix: ({ wrong }) => `Write ${parseDuration(wrong)} in place of ${wrong}.`,
    rewrite: (part) => put(part, String(parseDuration(part.wrong))),
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
        ? 'Remove them, or write a duration, as in [1m] for the last minute.'
        : `Write [${wrong.trim()}s] for seconds, [${wrong.trim()}m] for minutes, or [${wrong.trim()}h] for hours.`,
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

function secondsOf({ number, unit }: SlipPart['groups']): string {
  return String(Number((Number(number) * (unit === 'ms' ? 0.001 : 1)).toPrecision(12)));
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
export function isUnit(word: string): boolean {
  return UNITS.some(([pattern]) => pattern.test(word));
}

const ORDER = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/**
 * A duration as Prometheus writes it, from how people write one: `5 min`, `1.5m`, `30s1h`; undefined if it
 * can't be one.
 */
export function wordsToDuration(words = ''): string | undefined {
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
