import { RE2JS, RE2JSException } from 're2js';

/** A regular expression as Prometheus uses them in relabelling and in matchers. */
export interface AnchoredRegex {
  /** With its groups, numbered and named; null if it does not match the whole text. */
  exec: (text: string) => RegExpExecArray | null;
}

/** Prometheus refuses this regular expression. The message is RE2's. */
export class RegexSyntaxError extends Error {
  override readonly name = 'RegexSyntaxError';
}

/**
 * Compiles a regular expression in RE2's syntax, in linear time whatever it repeats.
 * @param pattern must match the whole text. It is wrapped in the same characters as in Prometheus, so that even a
 *   pattern with unbalanced parentheses means the same.
 * @throws RegexSyntaxError
 */
export function compileRe2(pattern: string): AnchoredRegex {
  try {
    const compiled = RE2JS.compile(`^(?s:${pattern})$`);
    return { exec: (text) => compiled.exec(text) as RegExpExecArray | null };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new RegexSyntaxError(`${error.message.replace(/^error parsing regexp: /, '')} in ${pattern}`);
  }
}
