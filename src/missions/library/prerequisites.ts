import { nearest } from '../../util/nearest.js';
import type { FileProblem, Locate } from '../../util/yaml/read-yaml.js';
import type { MissionFile } from './schema.js';

/**
 * Checks the missions that missions require: unknown ones, and cycles.
 * @param options.complete false if some mission could not be read, so that an unknown one may be that one
 * @returns problems by file
 */
export function prerequisiteProblems(
  found: readonly { file: string; mission: MissionFile; locate: Locate }[],
  { complete }: { complete: boolean },
): Map<string, FileProblem[]> {
  const requires = new Map(found.map(({ mission }) => [mission.id, mission.requires]));
  const problems = new Map<string, FileProblem[]>();
  for (const { file, mission, locate } of found) {
    const own = mission.requires.flatMap((id, i): FileProblem[] => {
      const message = !requires.has(id)
        ? complete
          ? unknown(id, [...requires.keys()])
          : undefined
        : circle(mission.id, id, requires);
      return message === undefined ? [] : [{ ...locate(['requires', i]), path: `requires[${i}]`, message }];
    });
    if (own.length > 0) problems.set(file, own);
  }
  return problems;
}

function unknown(id: string, known: readonly string[]): string {
  const [near] = nearest(id, known);
  return `unknown mission ${id}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** The path from a mission through its prerequisite back to it, if there is one. */
function circle(
  start: string,
  next: string,
  requires: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const way = wayTo(start, [next], requires);
  return way && `creates a cycle: ${[start, ...way].join(' → ')}`;
}

function wayTo(
  target: string,
  way: readonly string[],
  requires: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const here = way.at(-1)!;
  if (here === target) return way;
  for (const next of requires.get(here) ?? []) {
    if (way.includes(next)) continue;
    const found = wayTo(target, [...way, next], requires);
    if (found) return found;
  }
  return undefined;
}
