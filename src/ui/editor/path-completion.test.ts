import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { completePath } from './path-completion.js';

const root = mkdtempSync(join(tmpdir(), 'obs-lab-test-paths-'));
mkdirSync(join(root, 'rules'));
for (const name of ['rules.yml', 'rates.yml', '.hidden']) writeFileSync(join(root, name), '');
afterAll(() => rmSync(root, { recursive: true }));

const complete = (path: string): string[] => {
  const text = join(root, '/') + path;
  return completePath(text, text.length).items.map(({ insert }) => insert);
};

test.each<[string, string[]]>([
  ['', ['rates.yml', 'rules/', 'rules.yml']],
  ['ru', ['rules/', 'rules.yml']],
  ['rules.', ['rules.yml']],
  ['rules.yml', []],
  ['.h', ['.hidden']],
  ['rules/', []],
  ['nowhere/x', []],
])('%j: %j', (path, expected) => expect(complete(path).sort()).toEqual([...expected].sort()));

test('replaces the last part', () => {
  expect(completePath('a/b/c', 5).from).toBe(4);
  expect(completePath('c', 1).from).toBe(0);
});
