import { compileRegex } from '../../prometheus/regex.js';
import { listed } from '../../util/text/words.js';
import type { Finding } from '../diagnosis.js';
import type { MatchOperator } from '../syntax/ast.js';
import { quote } from '../syntax/quoting.js';

type Advice = Pick<Finding, 'why' | 'fix'>;

/**
 * A value that is written as another system would: a file pattern, LIKE, a class such as 5xx, a list, a unit.
 * Undefined if what it stands for matches no known value either.
 */
export function otherNotation(
  label: string,
  op: MatchOperator,
  value: string,
  values: readonly string[],
): Advice | undefined {
  const equality = op === '=' ? '=~' : op;
  if (op.startsWith('!')) return undefined;
  const write = (pattern: string): string => `Write ${label}${equality}${quote(pattern)}.`;
  const known = (pattern: string): boolean => {
    const regex = compileRegex(pattern);
    return regex !== undefined && values.some((each) => regex.test(each));
  };
  const glob = value.replace(/(?<![.\])\\])\*/g, '.*');
  const literal = compileRegex(value);
  if (glob !== value && known(glob) && (op === '=' || !values.some((each) => literal?.test(each)))) {
    return {
      why: '* is not a wildcard: in a regular expression it repeats the character before it. Any text is .*',
      fix: write(glob),
    };
  }
  const like = value.replace(/%/g, '.*');
  if (like !== value && known(like)) {
    return { why: '% is SQL’s wildcard. In a regular expression any text is .*', fix: write(like) };
  }
  const digits = value.replace(/(?<=^|[|(])(\d)xx(?=$|[|)])/gi, '$1..');
  if (digits !== value && known(digits)) {
    return {
      why: 'x is only a letter here. In a regular expression any character is a dot.',
      fix: write(digits),
    };
  }
  const classes = statusClasses(value);
  if (classes !== undefined && known(classes)) {
    return {
      why: 'A label’s value is text: it has no order, and [ ] in a regular expression is a set of single characters.',
      fix: write(classes),
    };
  }
  const parts = value.split(/\s*(?:[,&;]+|\s(?:and|or)\s)\s*|\s+/i).filter((part) => part !== '');
  if (parts.length > 1 && parts.every(known)) {
    return {
      why: `The value is compared as a whole. ${listed(parts)} are values of their own; between alternatives a regular expression has |.`,
      fix: write(parts.join('|')),
    };
  }
  if (label === 'le' && /^\+?inf(?:inity)?$|^∞$/i.test(value) && values.includes('+Inf')) {
    return {
      why: 'The bucket without a bound is written +Inf.',
      fix: `Write le${op}"${op === '=~' ? '[+]Inf' : '+Inf'}", or use the _count series, which has the same value.`,
    };
  }
  if (label === 'le' && /^\d+,\d+$/.test(value) && values.includes(value.replace(',', '.'))) {
    return {
      why: 'A decimal point is a dot, also in a label’s value.',
      fix: `Write le${op}${quote(value.replace(',', '.'))}.`,
    };
  }
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s)$/.exec(value) ?? [];
  if (label === 'le' && number !== undefined) {
    const seconds = Number((Number(number) * (unit === 'ms' ? 0.001 : 1)).toPrecision(12));
    const bound = values.find((each) => Number(each) === seconds);
    if (bound !== undefined) {
      return {
        why: `Bounds are plain numbers, in seconds: ${value} is ${bound}.`,
        fix: `Write le${op}${quote(bound)}.`,
      };
    }
  }
  return undefined;
}

/** The classes of status codes of `>=400`, `[400-599]` or `400-499`, as a regular expression. */
function statusClasses(value: string): string | undefined {
  const [, first, last] = /^\[?([1-5])00\s*-\s*([1-5])99\]?$/.exec(value) ?? [];
  const [, from] = /^\s*>=\s*([1-5])00\s*$/.exec(value) ?? [];
  if (from !== undefined) return `[${from}-5]..`;
  if (first === undefined || last === undefined) return undefined;
  return first === last ? `${first}..` : `[${first}-${last}]..`;
}
