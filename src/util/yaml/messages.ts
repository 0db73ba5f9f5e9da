import type { YAMLError } from 'yaml';
import type { z } from 'zod';
import { nearest } from '../nearest.js';
import { listed } from '../words.js';

/** What is wrong with a YAML file, in words for its author. */

/** Of what YAML itself refuses; the library's own words where those are plain enough. */
export function syntaxInWords({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab stands here: YAML is indented with blanks only';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second colon in one line, or the next line is indented too far: a text with “: ” in it wants quotes';
    case 'BAD_SCALAR_START':
      return `a text cannot begin with ${message.slice(-1)}: put it in quotes`;
    case 'TAG_RESOLVE_FAILED':
      return 'what begins with ! is a tag to YAML: put a text in quotes';
    case 'DUPLICATE_KEY':
      return 'this field is there already: leave one of the two';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here: a file holds one, so take away the ---';
    case 'BAD_INDENT':
      return message.startsWith('All mapping items')
        ? 'this line is indented otherwise than the fields it belongs to'
        : lowerFirst(message);
    case 'UNEXPECTED_TOKEN':
      return 'this fits nowhere: a text with { } [ ] : or # in it wants quotes';
    case 'RESOURCE_EXHAUSTION':
      return 'lists or fields are nested too deeply';
    default:
      return `${lowerFirst(message)}; a text with { } [ ] : or # in it is safe in quotes`;
  }
}

/** Of what a schema refuses, where the schema has no words of its own: zod's `error` for a whole parse. */
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
      // One line a key: an issue has one message, and several keys.
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
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields with their values',
  record: 'fields with their values',
};

/** `, and is …`: what is there instead, and where that helps, what to do. */
function received({ expected, input }: { expected: string; input?: unknown }): string {
  if (input === null || input === undefined) return ', and is empty';
  if (expected !== 'string') {
    return typeof input === 'object'
      ? `, and is ${Array.isArray(input) ? 'a list' : 'fields with their values'}`
      : `, and is ${typeof input === 'string' ? `the text “${shortened(input)}”` : String(input)}`;
  }
  const seen =
    typeof input === 'object'
      ? `is ${Array.isArray(input) ? 'a list' : 'fields with their values'} to YAML`
      : `is ${String(input)}`;
  return `, and ${seen}: put it in quotes`;
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
  if (origin === 'array') return `needs at ${side} ${number}`;
  if (origin === 'string') return `must have ${number} characters at ${side}`;
  if (inclusive) return `must be ${number} or ${side === 'least' ? 'more' : 'less'}`;
  return `must be ${side === 'least' ? 'more' : 'less'} than ${number}`;
}

/** @param names.free fields that are not there yet: what may have been meant */
function unknownField(
  key: string,
  { fields, free, what }: { fields: readonly string[]; free: readonly string[]; what: string },
): string {
  const [near] = nearest(key, free);
  const hint = near === undefined ? `here are: ${listed(fields, { limit: 12 })}` : `did you mean ${near}?`;
  return `is not a field of a ${what}; ${hint}`;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
