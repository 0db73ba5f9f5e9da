import { UsageError } from '../errors.js';
import { nearest } from '../util/nearest.js';

/** Which alerts a silence is about, as Alertmanager writes it. */
export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

const MATCHER = /^\s*([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*(.*)$/s;

/**
 * The matchers that a user typed: names of alerts, and PromQL matchers such as severity="page". Several names mean any
 * of them; everything else must hold together.
 * @param known the alerts that exist
 * @throws UsageError ALERT_UNKNOWN with the nearest name, MATCHER_INVALID
 */
export function parseMatchers(typed: readonly string[], known: readonly string[]): Matcher[] {
  const names = typed.filter((text) => !/[=~]/.test(text)).map((text) => requireAlert(text, known));
  const matchers = typed.filter((text) => /[=~]/.test(text)).map(parseMatcher);
  const unique = [...new Set(names)];
  const [only] = unique;
  if (only === undefined) return matchers;
  const byName: Matcher =
    unique.length === 1
      ? { name: 'alertname', value: only, isRegex: false, isEqual: true }
      : { name: 'alertname', value: unique.join('|'), isRegex: true, isEqual: true };
  return [byName, ...matchers];
}

/** As PromQL writes it: severity="page". */
export function matcherText({ name, value, isRegex, isEqual }: Matcher): string {
  const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  return `${name}${operator}${JSON.stringify(value)}`;
}

function requireAlert(typed: string, known: readonly string[]): string {
  const found = known.find((name) => name.toLowerCase() === typed.toLowerCase());
  if (found !== undefined) return found;
  const [guess] = nearest(typed, known);
  throw new UsageError(`Unknown alert: ${typed}`, {
    code: 'ALERT_UNKNOWN',
    hints: [
      ...(guess === undefined ? [] : [`Did you mean: ${guess}`]),
      'List all alerts: obs-lab docs runbooks',
      'To match other labels, write a matcher: obs-lab alerts silence severity=page',
    ],
  });
}

function parseMatcher(text: string): Matcher {
  const [, name, operator, rest] = MATCHER.exec(text) ?? [];
  if (name === undefined || operator === undefined || rest === undefined) throw invalid(text);
  const isRegex = operator.endsWith('~');
  const value = unquoted(rest.trim(), text);
  if (isRegex) {
    try {
      new RegExp(value);
    } catch {
      throw invalid(text);
    }
  }
  return { name, value, isRegex, isEqual: operator.startsWith('=') };
}

function unquoted(value: string, text: string): string {
  if (!/^["']/.test(value)) return value;
  if (value.length < 2 || value.at(-1) !== value[0]) throw invalid(text);
  return value.slice(1, -1).replaceAll(/\\(["'\\])/g, '$1');
}

function invalid(text: string): UsageError {
  return new UsageError(`“${text}” is not a valid matcher.`, {
    code: 'MATCHER_INVALID',
    hints: ['Write it like severity=page, route!=/items or alertname=~"Api.*".'],
  });
}
