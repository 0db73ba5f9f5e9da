import { parsePromql } from '../syntax/parse.js';

/** In UTF-16 code units: a longer query is not repeated on the screen. */
const MAX_OFFERED = 200;

/**
 * The advice to type a corrected query; undefined if that query is not valid either, so that no advice leads to the
 * next refusal. Every whole query that a fix offers comes through here.
 */
export function offer(query: string | undefined): string | undefined {
  if (query === undefined) return undefined;
  const text = query.trim();
  return text !== '' && text.length <= MAX_OFFERED && parsePromql(text).complete
    ? `Write ${text}.`
    : undefined;
}

/** The whole query that an advice offers; undefined if it offers none, or only a pattern to fill in. */
export function offeredIn(fix: string): string | undefined {
  const [, query] = /^Write (.+)\.$/s.exec(fix) ?? [];
  if (query === undefined || /…|\b(?:metric|label|a|b)\b/.test(query)) return undefined;
  return parsePromql(query).complete && /[({]/.test(query) ? query : undefined;
}
