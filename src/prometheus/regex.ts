import { RE2JS, RE2JSException } from 're2js';

/** A compiled regular expression that answers in linear time, whatever it repeats. */
export interface LinearRegex {
  test: (text: string) => boolean;
  /** With its groups, numbered and named; null if nothing matches. */
  exec: (text: string) => RegExpExecArray | null;
}

/** RE2 expands counted repetitions: `((a{1000}){1000}` would take the memory instead of the time. */
const MAX_PATTERN_LENGTH = 10_000;

/**
 * A label matcher's regular expression in Prometheus' dialect (RE2), which must match the whole value.
 * @param options.anchored false to find it anywhere in the text
 * @param options.flags RE2's, such as `i`; a dot matches line breaks by default, as in a matcher
 * @returns undefined if Prometheus would refuse it
 */
export function compileRegex(
  pattern: string,
  { anchored = true, flags = 's' }: { anchored?: boolean; flags?: string } = {},
): LinearRegex | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  const group = flags === '' ? `(?:${pattern})` : `(?${flags}:${pattern})`;
  try {
    const compiled = RE2JS.compile(anchored ? `^${group}$` : group);
    return {
      test: (text) => compiled.test(text),
      exec: (text) => compiled.exec(text) as RegExpExecArray | null,
    };
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
