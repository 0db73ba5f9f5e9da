const COMMENT = /(?:^|\s)#\s*obs-lab:\s*ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)/;

/** The rules that comments of a PromQL expression ignore: `# obs-lab: ignore raw-counter, regexp-literal`. */
export function ignoredInQuery(query: string): Set<string> {
  // Text in quotes is not a comment.
  const bare = query.replace(
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|(#.*)/g,
    (_, comment?: string) => comment ?? '""',
  );
  return new Set(bare.split('\n').flatMap(rulesOf));
}

/**
 * The rules that comments of a YAML file ignore on a line: at its end, or on the comment lines directly before it.
 * @param lines of the file
 * @param line counted from 1
 */
export function ignoredOnLine(lines: readonly string[], line: number): string[] {
  const found = rulesOf(lines[line - 1] ?? '');
  for (let i = line - 2; /^\s*#/.test(lines[i] ?? ''); i--) found.push(...rulesOf(lines[i]!));
  return found;
}

function rulesOf(line: string): string[] {
  return (
    COMMENT.exec(line)?.[1]
      ?.split(',')
      .map((rule) => rule.trim()) ?? []
  );
}
