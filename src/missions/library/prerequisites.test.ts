import { expect, test } from 'vitest';
import { prerequisiteProblems } from './prerequisites.js';
import type { MissionFile } from './schema.js';

/** `a: b c` is a mission a that requires b and c. */
function problemsOf(missions: readonly string[], complete = true): string[] {
  const found = missions.map((text, line) => {
    const [id = '', ...requires] = text.split(/:? /);
    return {
      file: `${id}.yaml`,
      mission: { id, requires } as unknown as MissionFile,
      locate: (path: readonly (string | number)[]) => ({ line: line + 1, column: Number(path[1]) + 1 }),
    };
  });
  return [...prerequisiteProblems(found, { complete })].flatMap(([file, problems]) =>
    problems.map(({ line, column, path, message }) => `${file}:${line}:${column} ${path} ${message}`),
  );
}

test.each<[string, string[], string[]]>([
  ['none', ['a', 'b'], []],
  ['a chain', ['a', 'b: a', 'c: a b'], []],
  ['a diamond', ['a', 'b: a', 'c: a', 'd: b c'], []],
  [
    'an unknown mission',
    ['basics', 'b: basic'],
    ['b.yaml:2:1 requires[0] unknown mission basic; did you mean basics?'],
  ],
  ['itself', ['a: a'], ['a.yaml:1:1 requires[0] creates a cycle: a → a']],
  [
    'a cycle of three, and a mission that leads into it',
    ['a: b', 'b: c', 'c: a', 'd: a'],
    [
      'a.yaml:1:1 requires[0] creates a cycle: a → b → c → a',
      'b.yaml:2:1 requires[0] creates a cycle: b → c → a → b',
      'c.yaml:3:1 requires[0] creates a cycle: c → a → b → c',
    ],
  ],
])('%s', (_, missions, expected) => {
  expect(problemsOf(missions)).toEqual(expected);
});

test('does not report an unknown mission if some mission could not be read', () => {
  expect(problemsOf(['b: a'], false)).toEqual([]);
});
