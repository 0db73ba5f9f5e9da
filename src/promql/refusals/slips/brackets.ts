import { offer } from '../offer.js';
import { blankStrings, FILLER, type FoundSlip } from './slip.js';

const BLANKED = new RegExp(`"${FILLER}*"`, 'g');
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** A quote without its partner; undefined if all have one. */
export function unclosedQuote(text: string): FoundSlip | undefined {
  const blanked = blankStrings(text);
  const quote = openQuote(blanked);
  if (quote !== undefined) {
    const sign = text[quote] ?? '"';
    const [, bare] = /[=~]\s*([\w.*]+)$/.exec(text.slice(0, quote)) ?? [];
    if (bare !== undefined) {
      return {
        id: 'unfinished',
        at: { from: quote, to: quote + 1 },
        message: `The quote ${sign} is not opened before ${bare}.`,
        why: 'A text starts with the same kind of quote that it ends with.',
        fix:
          offer(`${text.slice(0, quote - bare.length)}${sign}${text.slice(quote - bare.length)}`) ??
          `Write ${sign}${bare}${sign}.`,
      };
    }
    const end = text.slice(quote + 1).search(/[,})\]]/);
    const at = end < 0 ? text.length : quote + 1 + end;
    const value = text.slice(quote, at).replace(/["'`]$/, (last, i) => (i === 0 ? last : ''));
    return {
      id: 'unfinished',
      at: { from: quote, to: quote + 1 },
      message: `The quote ${sign} is not closed.`,
      why: 'A text ends with the same kind of quote that it starts with.',
      fix:
        offer(`${text.slice(0, quote)}${value}${sign}${text.slice(at)}`) ??
        `Add ${sign} at the end of the value.`,
    };
  }
  return undefined;
}

/** A bracket without its partner; undefined if all have one. */
export function unbalanced(text: string): FoundSlip | undefined {
  const blanked = blankStrings(text);
  const open: number[] = [];
  for (let i = 0; i < blanked.length; i++) {
    const sign = blanked[i] ?? '';
    if (sign in CLOSING) open.push(i);
    if (!')]}'.includes(sign)) continue;
    const last = open.pop();
    if (last === undefined) {
      return {
        id: 'unbalanced',
        at: { from: i, to: i + 1 },
        message: `This ${sign} closes nothing.`,
        why: 'Every closing bracket needs one that opens before it.',
        fix:
          offer(text.slice(0, i) + text.slice(i + 1)) ??
          `Remove the ${sign}, or add the bracket that is missing before it.`,
      };
    }
    const expected = CLOSING[blanked[last] ?? ''] ?? '';
    if (sign !== expected) {
      return notClosed(text, last, expected, text.slice(0, i) + expected + text.slice(i));
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  const closers = open.toReversed().map((at) => CLOSING[blanked[at] ?? ''] ?? '');
  const summed = open.length === 1 ? closedBeforeDivision(text, blanked, last) : undefined;
  return notClosed(text, last, closers[0] ?? '', summed ?? `${text.trimEnd()}${closers.join('')}`);
}

/**
 * `sum(rate(a[1m]) / sum(…)` → `sum(rate(a[1m])) / sum(…)`: an aggregation that is left open holds the call that it
 * starts with, not the whole division.
 */
function closedBeforeDivision(text: string, blanked: string, open: number): string | undefined {
  if (!/\b(?:sum|avg|min|max|count)\s*(?:(?:by|without)\s*\([^()]*\)\s*)?$/.test(blanked.slice(0, open))) {
    return undefined;
  }
  let depth = 0;
  for (let i = open + 1; i < blanked.length; i++) {
    if ('([{'.includes(blanked[i] ?? '')) depth += 1;
    if (')]}'.includes(blanked[i] ?? '')) depth -= 1;
    if (depth === 0 && /^\)\s*\/\s*(?:sum|avg|min|max|count|\(?\s*[\d.])/.test(blanked.slice(i))) {
      return `${text.slice(0, i + 1)})${text.slice(i + 1)}`;
    }
  }
  return undefined;
}

function notClosed(text: string, at: number, closing: string, closed: string): FoundSlip {
  return {
    id: 'unfinished',
    at: { from: at, to: at + 1 },
    message: `The ${text[at]} is not closed.`,
    why: 'A bracket or a quote needs its partner: ( needs ), [ needs ], { needs }.',
    fix: offer(closed) ?? `Add the missing ${closing} where the part ends that begins with this ${text[at]}.`,
  };
}

/** Where a quote is that no other closes: complete texts are blanked out. */
function openQuote(blanked: string): number | undefined {
  const rest = blanked.replace(BLANKED, (found) => ' '.repeat(found.length));
  const at = rest.search(/["'`]/);
  return at < 0 ? undefined : at;
}
