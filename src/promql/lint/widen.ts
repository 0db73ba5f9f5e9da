import { compileRegex } from '../../prometheus/regex.js';

/**
 * The smallest extension of a regular expression that matches the values of which it now matches only a part, with
 * one such value; undefined if it matches no part of any, or none of the extensions helps.
 */
export function widen(
  pattern: string,
  values: readonly string[],
): { pattern: string; part: string } | undefined {
  const loose = compileRegex(pattern, { anchored: false });
  const matched = loose ? values.filter((value) => loose.test(value)) : [];
  const [part] = matched;
  if (part === undefined) return undefined;
  const group = pattern.includes('|') ? `(${pattern})` : pattern;
  const [best] = [`${group}.*`, `.*${group}`, `.*${group}.*`]
    .map((candidate) => {
      const regex = compileRegex(candidate);
      return { candidate, hits: regex ? matched.filter((value) => regex.test(value)).length : 0 };
    })
    .toSorted((a, b) => b.hits - a.hits);
  return best && best.hits > 0 ? { pattern: best.candidate, part } : undefined;
}
