import type { YAMLError } from 'yaml';
import type { z } from 'zod';
import { nearest } from '../nearest.js';
import { listed } from '../text/words.js';

/** Explains errors in a YAML file to its author. */

/** Explains a YAML syntax error; in the library's own words if those are plain enough. */
export function syntaxInWords({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'found a tab: indent YAML with spaces only';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second colon on this line, or the next line is indented too far: put text that contains “: ” in quotes';
    case 'BAD_SCALAR_START':
      return `text can’t start with ${message.slice(-1)}: put it in quotes`;
    case 'TAG_RESOLVE_FAILED':
      return 'YAML reads a word that starts with ! as a tag: put text in quotes';
    case 'DUPLICATE_KEY':
      return 'duplicate field: remove one of the two';
    case 'MULTIPLE_DOCS':
      return 'a second document starts here, but a file holds only one: remove the ---';
    case 'BAD_INDENT':
      return message.startsWith('All mapping items')
        ? 'this line is not indented like the fields it belongs to'
        : lowerFirst(message);
    case 'UNEXPECTED_TOKEN':
      return 'unexpected here: put text that contains { } [ ] : or # in quotes';
    case 'RESOURCE_EXHAUSTION':
      return 'lists or fields are nested too deeply';
    default:
      return `${lowerFirst(message)}; put text that contains { } [ ] : or # in quotes`;
  }
}

/** Explains a schema error if the schema has no message of its own: zod's `error` for a whole parse. */
export function issueInWords(issue: z.core.$ZodRawIssue, what: string): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${EXPECTED[issue.expected] ?? issue.expected}${received(issue)}`;
    case 'invalid_value':
      return oneOf(issue.input, issue.values.map(String));
    case 'invalid_union':
      return oneOf(
        (issue.input as Record<string, unknown>)[String(issue['discriminator'])],
        ((issue['options'] as unknown[] | undefined) ?? []).map(String),
      );
    case 'too_small':
      return bound('least', issue.minimum, issue);
    case 'too_big':
      return bound('most', issue.maximum, issue);
    case 'unrecognized_keys': {
      const fields = Object.keys((issue.inst as { shape?: object } | undefined)?.shape ?? {});
      const free = fields.filter((field) => !Object.hasOwn(issue.input as object, field));
      // One line per key: an issue has one message and several keys.
      return issue.keys.map((key) => unknownField(key, { fields, free, what })).join('\n');
    }
    default:
      return undefined;
  }
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields with values',
  record: 'fields with values',
};

/** `, but is …`: the actual value, and how to fix it if that helps. */
function received({ expected, input }: { expected: string; input?: unknown }): string {
  if (input === null || input === undefined) return ', but is empty';
  if (expected !== 'string') {
    return typeof input === 'object'
      ? `, but is ${Array.isArray(input) ? 'a list' : 'fields with values'}`
      : `, but is ${typeof input === 'string' ? `the text “${shortened(input)}”` : String(input)}`;
  }
  const seen =
    typeof input === 'object'
      ? `YAML reads it as ${Array.isArray(input) ? 'a list' : 'fields with values'}`
      : `is ${String(input)}`;
  return `, but ${seen}: put it in quotes`;
}

function oneOf(input: unknown, values: readonly string[]): string {
  const known = listed(
    values.map((value) => (value === '' ? "''" : value)),
    { limit: 12, joiner: 'or' },
  );
  const [near] = typeof input === 'string' && input !== '' ? nearest(input, values) : [];
  return `must be ${known}${near ? `; did you mean ${near}?` : ''}`;
}

function bound(
  side: 'least' | 'most',
  limit: unknown,
  { origin, inclusive }: { origin: string; inclusive?: boolean | undefined },
): string {
  const number = String(limit);
  if (origin === 'array') return `must have at ${side} ${number}`;
  if (origin === 'string') return `must have at ${side} ${number} characters`;
  if (inclusive) return `must be ${number} or ${side === 'least' ? 'more' : 'less'}`;
  return `must be ${side === 'least' ? 'more' : 'less'} than ${number}`;
}

/** @param names.free fields that are not used yet, one of which may have been meant */
function unknownField(
  key: string,
  { fields, free, what }: { fields: readonly string[]; free: readonly string[]; what: string },
): string {
  const [near] = nearest(key, free);
  const hint =
    near === undefined ? `valid fields: ${listed(fields, { limit: 12 })}` : `did you mean ${near}?`;
  return `is not a field of a ${what}; ${hint}`;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
