/**
 * A label matcher's regular expression, which must match the whole value, as a JavaScript one.
 * Undefined if it can't be evaluated here: Prometheus' dialect (RE2) has syntax that JavaScript lacks, and matches
 * repeated groups in linear time, on which JavaScript may never finish.
 */
export function compileRegex(pattern: string, { anchored = true } = {}): RegExp | undefined {
  if (/\)[*+{]/.test(pattern)) return undefined;
  try {
    return new RegExp(anchored ? `^(?:${pattern})$` : pattern, 's');
  } catch {
    return undefined;
  }
}
