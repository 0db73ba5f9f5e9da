/**
 * A label matcher's regular expression, which must match the whole value, for JavaScript.
 * Undefined where it can't be judged here: Prometheus' dialect (RE2) has forms that JavaScript has not, and repeats groups
 * in linear time where JavaScript may take for ever.
 */
export function compileRegex(pattern: string, { anchored = true } = {}): RegExp | undefined {
  if (/\)[*+{]/.test(pattern)) return undefined;
  try {
    return new RegExp(anchored ? `^(?:${pattern})$` : pattern, 's');
  } catch {
    return undefined;
  }
}
