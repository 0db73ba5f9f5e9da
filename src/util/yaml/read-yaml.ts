import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import { issueInWords, lowerFirst, syntaxInWords } from './messages.js';

/** Something wrong in a file that the user wrote, with its place, both counted from 1. */
export interface FileProblem {
  line: number;
  column: number;
  /** Where in the document, such as steps[2].hints; empty for the document itself. */
  path: string;
  message: string;
}

/** Nobody reads more than this at once. */
const MAX_PROBLEMS = 10;

/** A value's place in the file, by its path such as ['steps', 2, 'hints']; if it is missing, that of its parent. */
export type Locate = (path: readonly (string | number)[]) => { line: number; column: number };

/**
 * Parses YAML text against a schema. Returns the data, or every error with its place.
 * @param what the kind of file, as in “is not a field of a mission file”
 */
export function readYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  what: string,
): { data: T; locate: Locate } | { problems: FileProblem[] } {
  const lines = new LineCounter();
  // The library must not write to stderr: errors are returned.
  const options = { lineCounter: lines, prettyErrors: false, merge: false, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  const place: Place = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refused = [
    ...independent([...document.errors, ...document.warnings]).map(({ pos, ...error }) => ({
      offset: pos[0],
      message: syntaxInWords(error),
    })),
    ...controlCharacters(text, document),
    ...danglingAliases(document),
  ];
  if (refused.length > 0) {
    return {
      problems: refused
        .slice(0, MAX_PROBLEMS)
        .map(({ offset, message }) => ({ ...place(offset), path: '', message })),
    };
  }
  let plain: unknown;
  try {
    // Aliases can be nested into a document of any size: the library refuses those, by throwing.
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return { problems: [{ line: 1, column: 1, path: '', message: (cause as Error).message }] };
  }
  if (plain === null) {
    return { problems: [{ line: 1, column: 1, path: '', message: `the ${what} is empty` }] };
  }
  const result = schema.safeParse(plain, { error: (issue) => issueInWords(issue, what) });
  if (result.success) return { data: result.data, locate: (path) => place(valueOffset(document, path)) };
  const problems = result.error.issues
    .flatMap((issue) => describeIssue(issue, document, place))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems: problems.slice(0, MAX_PROBLEMS) };
}

/** `FILE:LINE:COLUMN: PATH MESSAGE`, one line per problem. */
export function problemLines(file: string, problems: readonly FileProblem[]): string {
  return problems
    .map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column}: ${path === '' ? '' : `${path} `}${message}`,
    )
    .join('\n');
}

type Place = (offset: number) => { line: number; column: number };

/** All duplicate fields, and the first other syntax error: the rest mostly follow from that. */
function independent(errors: readonly YAMLError[]): Pick<YAMLError, 'pos' | 'code' | 'message'>[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const end = sorted.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return sorted
    .slice(0, end === -1 ? undefined : end + 1)
    .map(({ pos, code, message }) => ({ pos, code, message }));
}

/** The first control character, which would go to the learner's terminal. */
function unreadable(text: string): { offset: number; message: string }[] {
  // eslint-disable-next-line no-control-regex
  const offset = text.search(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/);
  if (offset === -1) return [];
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return [{ offset, message: `found a control character (U+${code}): remove it` }];
}

/** Those that stand in the file itself, and if there are none, those that its escapes make. */
function controlCharacters(text: string, document: Document): { offset: number; message: string }[] {
  const found = unreadable(text);
  return found.length > 0 ? found : escapedControls(document);
}

/** The first text that holds a control character once its escapes, such as \e, are read. */
function escapedControls(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string') return undefined;
      const [shown] = unreadable(node.value);
      if (!shown) return undefined;
      found.push({ offset: node.range?.[0] ?? 0, message: shown.message });
      return visit.BREAK;
    },
  });
  return found;
}

/** Text that starts with *, which YAML reads as an alias. */
function danglingAliases(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document)) return;
      const message = `“*${node.source}” refers to nothing: put text that starts with * in quotes`;
      found.push({ offset: node.range?.[0] ?? 0, message });
    },
  });
  return found;
}

function describeIssue(issue: z.core.$ZodIssue, document: Document, place: Place): FileProblem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, i) => ({
      ...place(keyOffset(document, path, key)),
      path: formatPath([...path, key]),
      message: messages[i] ?? '',
    }));
  }
  if (issue.code === 'invalid_key') {
    const at = place(keyOffset(document, path.slice(0, -1), String(path.at(-1))));
    return issue.issues.map(({ message }) => ({
      ...at,
      path: formatPath(path),
      message: lowerFirst(message),
    }));
  }
  const [branch] = issue.code === 'invalid_union' ? meantBranches(issue) : [];
  if (branch) {
    return branch.flatMap((one) => describeIssue({ ...one, path: [...path, ...one.path] }, document, place));
  }
  const missing = issue.input === undefined && !document.hasIn(path);
  const saysWhat = issue.code === 'custom' || issue.code === 'invalid_union';
  return [
    {
      ...place(valueOffset(document, path)),
      path: formatPath(path),
      message: !missing
        ? lowerFirst(issue.message)
        : saysWhat
          ? `is missing: it ${issue.message}`
          : 'is missing',
    },
  ];
}

/** Of the forms that a value may have, those of its type: what is wrong is inside it. */
function meantBranches({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[][] {
  return errors.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
}

/** Where a value begins; if it is missing, where its parent begins. */
function valueOffset(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly (string | number)[], key: string): number {
  const parent = (path.length === 0 ? document.contents : document.getIn(path, true)) as Node | undefined;
  if (!isMap(parent)) return valueOffset(document, path);
  const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  return (pair?.key as Node | undefined)?.range?.[0] ?? valueOffset(document, path);
}

/** `steps[2].hints`. */
function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`))
    .join('');
}
