import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { MissionFileError, type MissionProblem } from './errors.js';
import { missionSchema, type MissionFile } from './schema.js';

/** More than this at once is not read. */
const MAX_PROBLEMS = 10;

/**
 * Reads the text of a mission.yaml. Pure.
 * @throws MissionFileError that names every place that is wrong, and why
 */
export function parseMission(text: string, file: string): MissionFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    throw new MissionFileError(
      file,
      document.errors
        .slice(0, MAX_PROBLEMS)
        .map((error) => ({ ...place(error.pos[0]), path: '', message: error.message })),
    );
  }
  const result = missionSchema.safeParse(toPlain(document, file));
  if (result.success) return result.data;
  const problems = result.error.issues
    .flatMap((issue) => describeIssue(issue, document, place))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  throw new MissionFileError(file, problems.slice(0, MAX_PROBLEMS));
}

/** Aliases can be nested into a document of any size: the library refuses those, by throwing. */
function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new MissionFileError(file, [{ line: 1, column: 1, path: '', message: (cause as Error).message }]);
  }
}

function describeIssue(
  issue: z.core.$ZodIssue,
  document: Document,
  place: (offset: number) => { line: number; column: number },
): MissionProblem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...place(keyOffset(document, path, key)),
      path: formatPath([...path, key]),
      message: 'is not a field of a mission file',
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
