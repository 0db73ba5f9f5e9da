import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showInPager } from './pager.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'obs-lab-pager-'))));
afterEach(() => rm(directory, { recursive: true }));

const env = (pager: string): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, PAGER: pager });

test('the text goes to the pager', async () => {
  const file = join(directory, 'shown');
  expect(await showInPager('# A page\n', env(`cat > '${file}'`))).toBe(true);
  expect(await readFile(file, 'utf8')).toBe('# A page\n');
});

test.each([
  ['that does not exist', 'no-such-pager', false],
  ['that quits before it has read everything', 'true', true],
])('a pager %s', async (_, pager, shown) => {
  expect(await showInPager('long '.repeat(100_000), env(pager))).toBe(shown);
});
