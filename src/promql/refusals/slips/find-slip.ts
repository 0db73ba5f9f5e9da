import { offer } from '../offer.js';
import { unbalanced, unclosedQuote } from './brackets.js';
import { CALL_SLIPS } from './calls.js';
import { DURATION_SLIPS } from './durations.js';
import { FOREIGN_SLIPS } from './foreign.js';
import { GROUPING_SLIPS } from './grouping.js';
import { HABIT_SLIPS } from './habits.js';
import { OPERATOR_SLIPS } from './matcher-operators.js';
import { MATCHER_SLIPS, SELECTOR_SLIPS } from './matchers.js';
import { NAME_SLIPS } from './names.js';
import { OFFSET_SLIPS } from './offsets.js';
import { PAIRING_SLIPS } from './pairing.js';
import { RANGE_SLIPS } from './ranges.js';
import { blankStrings, type FoundSlip, type Slip, type SlipPart, type Wording } from './slip.js';
import { SQL_SLIPS, WHERE_SLIPS } from './sql.js';
import { FIRST_SLIPS, LAST_SLIPS, WRITING_SLIPS } from './writing.js';

/** Every slip that a text can show, the ones that hide others first. */
export const SLIPS: readonly Slip[] = [
  ...FIRST_SLIPS,
  ...SQL_SLIPS,
  ...MATCHER_SLIPS,
  ...OPERATOR_SLIPS,
  ...SELECTOR_SLIPS,
  ...HABIT_SLIPS,
  ...FOREIGN_SLIPS,
  ...CALL_SLIPS,
  ...PAIRING_SLIPS,
  ...GROUPING_SLIPS,
  ...OFFSET_SLIPS,
  ...RANGE_SLIPS,
  ...DURATION_SLIPS,
  ...WHERE_SLIPS,
  ...WRITING_SLIPS,
  ...NAME_SLIPS,
  ...LAST_SLIPS,
];

/** Slips are usually near the beginning of a query; searching further would take too long. */
const MAX_SEARCHED_CHARACTERS = 1000;
/** Patterns that allow for white space take too long on more of it. */
const TOO_MUCH_SPACE = /\s{50}/;

/** The first slip of the table that a text contains, and its place; undefined if there is none. */
export function findSlip(text: string): FoundSlip | undefined {
  const searched = text.slice(0, MAX_SEARCHED_CHARACTERS);
  const blanked = blankStrings(searched);
  if (TOO_MUCH_SPACE.test(searched) || TOO_MUCH_SPACE.test(blanked)) return undefined;
  for (const slip of SLIPS) {
    if (slip === MATCHER_SLIPS[0]) {
      // What follows an open quote is read as if it were outside.
      const quote = unclosedQuote(text);
      if (quote) return quote;
    }
    const pattern = new RegExp(slip.pattern, `g${slip.pattern.flags}`);
    for (const match of (slip.readsStrings ? searched : blanked).matchAll(pattern)) {
      const part = partOf(match, text);
      if (part && (slip.applies?.(part.part) ?? true)) return worded(slip, part);
    }
  }
  return unbalanced(text);
}

interface Found {
  part: SlipPart;
  at: { from: number; to: number };
}

function partOf(match: RegExpExecArray, text: string): Found | undefined {
  const place =
    match.indices?.groups?.wrong ??
    match.indices?.slice(1).find((group) => group !== undefined) ??
    match.indices?.[0];
  if (!place) return undefined;
  const [from, to] = place;
  const groups = Object.fromEntries(
    Object.entries(match.indices?.groups ?? {}).flatMap(([name, group]) =>
      group ? [[name, text.slice(...group)] as const] : [],
    ),
  );
  return {
    part: { before: text.slice(0, from), wrong: text.slice(from, to), after: text.slice(to), groups },
    at: { from, to },
  };
}

function worded({ id, message, why, fix, rewrite }: Slip, { part, at }: Found): FoundSlip {
  const words = (wording: Wording): string => (typeof wording === 'string' ? wording : wording(part));
  return {
    id,
    at,
    message: words(message),
    why: words(why),
    fix: offer(rewrite?.(part)) ?? words(fix),
  };
}
