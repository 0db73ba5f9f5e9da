import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

/** The pages for developers name files and functions that exist. */

const ROOT = packageRoot();
/** What the pages' paths are relative to. */
const BASES = ['', 'src', 'src/commands', 'src/stack/runtimes'];
const PAGES = ['docs/architecture.md', 'docs/CONTRIBUTING.md'].map(
  (page) => [page, readFileSync(join(ROOT, page), 'utf8')] as const,
);

/** A path as the pages write it; undefined if there is no such file. */
function fileOf(path: string): string | undefined {
  return BASES.map((base) => join(ROOT, base, path)).find(existsSync);
}

test.each(PAGES)('every file that %s names exists', (_page, text) => {
  const paths = [...text.matchAll(/`([\w./-]+\/[\w.-]+\.(?:tsx?|yaml|yml|md))`/g)].map(([, path]) => path!);
  const named = paths.filter((path) => !/NAME|NN-/.test(path));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => fileOf(path) === undefined)).toEqual([]);
});

test.each(PAGES)('every function that %s names with its file is in that file', (page, text) => {
  const pairs = [...text.matchAll(/`([A-Za-z]\w*)`\s+\(`([\w./-]+\.tsx?)`/g)];
  if (page === 'docs/architecture.md') expect(pairs.length).toBeGreaterThan(40);
  const gone = pairs.filter(([, name, path]) => {
    const file = fileOf(path!);
    return file !== undefined && !new RegExp(`\\b${name}\\b`).test(readFileSync(file, 'utf8'));
  });
  expect(gone.map(([pair]) => pair)).toEqual([]);
});
