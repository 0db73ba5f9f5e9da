import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

const SOURCES = ['src', 'bin'].map((directory) => join(packageRoot(), directory));

/** Every `code: 'SOME_CODE'` of the sources: how an error gets its code. */
function codesInSources(): string[] {
  const files = SOURCES.flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)),
  ).filter((path) => /\.(tsx?|js)$/.test(path) && !path.includes('.test.'));
  const texts = files.map((path) => readFileSync(path, 'utf8'));
  return texts.flatMap((text) =>
    [...text.matchAll(/code: '([A-Z][A-Z_]+)'/g)].map((match) => match[1] as string),
  );
}

it('docs/troubleshooting.md explains exactly the error codes that exist', () => {
  const doc = readFileSync(join(packageRoot(), 'docs/troubleshooting.md'), 'utf8');
  const explained = [...doc.matchAll(/^\| `([A-Z_]+)` /gm)].map((match) => match[1]);
  expect(explained).toEqual([...new Set(codesInSources())].sort());
});
