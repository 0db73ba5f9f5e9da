import { DURATION } from './durations.js';
import { put, type Slip } from './slip.js';

/** Slips about looking back: offset, and the step of a subquery. */
export const OFFSET_SLIPS: readonly Slip[] = [
  {
    id: 'misplaced-offset',
    pattern: new RegExp(String.raw`(?<wrong>(?<offset>offset\s+-?${DURATION})\s*(?<range>\[[^\]]*\]))`, 'd'),
    message: 'offset is before the range.',
    why: 'The range follows the selector, and offset follows the range.',
    fix: ({ groups: { offset, range } }) => `Write ${range} ${offset}.`,
    rewrite: (part) =>
      put({ ...part, before: part.before.trimEnd() }, `${part.groups.range} ${part.groups.offset}`),
  },
  {
    id: 'misplaced-offset',
    pattern: new RegExp(String.raw`offset\s+-?${DURATION}\s*\)\s*(?<wrong>offset\s+-?${DURATION})`, 'd'),
    message: 'There are two offsets for one selector.',
    why: 'offset belongs to the selector and is written once; the result of a function can’t be shifted.',
    fix: 'Remove the second one.',
    rewrite: (part) => put({ ...part, before: part.before.trimEnd() }, ''),
  },
  {
    id: 'misplaced-offset',
    pattern: new RegExp(
      String.raw`(?<wrong>\b(?:at|from|since|@)\s*(?:now\s*)?-\s*(?<range>${DURATION}))(?!\w)`,
      'di',
    ),
    message: ({ wrong }) => `PromQL has no ${wrong.trim()}.`,
    why: 'offset shifts a selector into the past.',
    fix: ({ groups: { range } }) => `Write offset ${range}, right after the selector or its range.`,
    rewrite: (part) => {
      const before = part.before.trimEnd();
      const range = before.lastIndexOf(']');
      const shifted = `${before.slice(0, range + 1)} offset ${part.groups.range}${before.slice(range + 1)}`;
      return range < 0 ? undefined : `${shifted}${part.after}`;
    },
  },
  {
    id: 'bad-duration',
    pattern: new RegExp(
      String.raw`\[(?<wrong>\s*(?<range>${DURATION})\s*[,;/]\s*(?<step>${DURATION})\s*)\]`,
      'd',
    ),
    message: ({ wrong }) => `${wrong.trim()} is not a range.`,
    why: 'A subquery has a range and a step, with a colon between them.',
    fix: ({ groups: { range, step } }) => `Write [${range}:${step}].`,
    rewrite: (part) => put(part, `${part.groups.range}:${part.groups.step}`),
  },
  {
    id: 'misplaced-offset',
    pattern: new RegExp(
      String.raw`(?<wrong>@\s*(?:now|time)\s*\(\s*\)\s*-\s*(?<a>${DURATION})|(?<=\])\s*-\s*(?<b>${DURATION}))(?!\w)`,
      'd',
    ),
    message: 'A duration is subtracted to look back.',
    why: 'offset shifts a selector into the past.',
    fix: ({ groups: { a, b } }) => `Write offset ${a ?? b}, right after the selector or its range.`,
    rewrite: (part) =>
      put({ ...part, before: part.before.trimEnd() }, ` offset ${part.groups.a ?? part.groups.b}`),
  },
  {
    id: 'misplaced-offset',
    pattern: new RegExp(String.raw`[-+*/%^]\s*(?<wrong>offset\s+(?<duration>${DURATION}))`, 'd'),
    message: 'offset has nothing to shift here.',
    why: 'offset follows a selector or its range: it does not stand for the whole query in the past.',
    fix: ({ wrong }) =>
      `Write the expression again on this side, with ${wrong} right after its selector or range.`,
    rewrite: (part) => {
      const [, left = '', operator = ''] = /^(.*\])([^\]]*?[-+*/%^])\s*$/s.exec(part.before) ?? [];
      const [, tail = ''] = /^(.*?)\s*[-+*/%^]$/s.exec(operator) ?? [];
      const past = `${left.replaceAll(']', `] ${part.wrong}`)}${tail}`;
      return left === '' || part.after.trim() !== '' ? undefined : put(part, past);
    },
  },
  {
    id: 'bad-duration',
    pattern: /\boffset\s+(?<wrong>-?\d+)\s*(?=$|[)\],])/d,
    message: ({ wrong }) => `The offset ${wrong} has no unit.`,
    why: 'A duration is a whole number with its unit: ms, s, m, h, d, w or y. Prometheus 3 takes a plain number as seconds, earlier versions don’t.',
    fix: ({ wrong }) => `Write offset ${wrong}s for seconds, ${wrong}m for minutes, or ${wrong}h for hours.`,
  },
];
