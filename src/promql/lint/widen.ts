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
  const startsWith = ({ candidate, hits }: { candidate: string; hits: number }): boolean =>
    hits > 0 && candidate === `${group}.*`;
  const [best] = [`${group}.*`, `.*${group}`, `.*${group}.*`]
    .map((candidate) => {
      const regex = compileRegex(candidate);
      return { candidate, hits: regex ? matched.filter((value) => regex.test(value)).length : 0 };
    })
    // Who names a beginning, such as a class of status codes, does not mean the same characters further on.
    .toSorted((a, b) => Number(startsWith(b)) - Number(startsWith(a)) || b.hits - a.hits);
  if (!best || best.hits === 0) return undefined;
  const regex = compileRegex(best.candidate);
  return { pattern: best.candidate, part: matched.find((value) => regex?.test(value)) ?? part };
}
