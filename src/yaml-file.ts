import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';

/** Something wrong in a file that the user wrote, with its place, both counted from 1. */
export interface FileProblem {
  line: number;
  column: number;
  /** Where in the document, such as steps[2].hints; empty for the document itself. */
  path: string;
  message: string;
}

/** More than this at once is not read. */
const MAX_PROBLEMS = 10;

/** Where a value stands in the file, by its path such as ['steps', 2, 'hints']; or what would hold it, where it is not there. */
export type Locate = (path: readonly (string | number)[]) => { line: number; column: number };

/**
 * Reads a YAML text by a schema: the data, or every place that is wrong, and why. Pure.
 * @param what the kind of file, as in “is not a field of a mission file”
 */
export function readYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  what: string,
): { data: T; locate: Locate } | { problems: FileProblem[] } {
  const lines = new LineCounter();
  // Not its own remarks to stderr, either: what is wrong is returned.
  const options = { lineCounter: lines, prettyErrors: false, merge: false, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  const place: Place = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, MAX_PROBLEMS);
    return { problems: problems.map(({ pos, message }) => ({ ...place(pos[0]), path: '', message })) };
  }
  let plain: unknown;
  try {
    // Aliases can be nested into a document of any size: the library refuses those, by throwing.
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return { problems: [{ line: 1, column: 1, path: '', message: (cause as Error).message }] };
  }
  const result = schema.safeParse(plain);
  if (result.success) return { data: result.data, locate: (path) => place(valueOffset(document, path)) };
  const problems = result.error.issues
    .flatMap((issue) => describeIssue(issue, document, place, what))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems: problems.slice(0, MAX_PROBLEMS) };
}

/** `FILE:LINE:COLUMN: PATH MESSAGE`, one line a problem. */
export function problemLines(file: string, problems: readonly FileProblem[]): string {
  return problems
    .map(
      ({ line, column, path, message }) =>
        `${file}:${line}:${column}: ${path === '' ? '' : `${path} `}${message}`,
    )
    .join('\n');
}

type Place = (offset: number) => { line: number; column: number };

function describeIssue(
  issue: z.core.$ZodIssue,
  document: Document,
  place: Place,
  what: string,
): FileProblem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...place(keyOffset(document, path, key)),
      path: formatPath([...path, key]),
      message: `is not a field of a ${what}`,
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
  const missing = issue.input === undefined && !document.hasIn(path);
  return [
    {
      ...place(valueOffset(document, path)),
      path: formatPath(path),
      message: missing ? 'is missing' : lowerFirst(issue.message),
    },
  ];
}

/** Where a value begins; where it is missing, where what should hold it begins. */
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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
