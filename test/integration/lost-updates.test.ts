import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';

const WRITER = fileURLToPath(new URL('../fixtures/progress-writer.ts', import.meta.url));
const WRITERS = 4;
const UPDATES = 25;

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-updates-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

const write = (file: string, prefix: string) =>
  execa(process.execPath, ['--import', 'tsx', WRITER, file, prefix, String(UPDATES)]);

it('keeps every answer of several processes that answer at the same time', async () => {
  const file = join(directory, 'progress.json');
  await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(file, `${i}:`)));
  const { history } = JSON.parse(await readFile(file, 'utf8')) as { history: string[] };
  expect(history).toHaveLength(WRITERS * UPDATES);
  expect(new Set(history).size).toBe(WRITERS * UPDATES);
  expect(await readdir(directory)).toEqual(['progress.json']);
});

it('moves a broken file aside once, whichever process finds it first', async () => {
  const file = join(directory, 'broken', 'progress.json');
  await mkdir(join(directory, 'broken'));
  await writeFile(file, '{"version":');
  await Promise.all([write(file, 'a'), write(file, 'b')]);
  const { history } = JSON.parse(await readFile(file, 'utf8')) as { history: string[] };
  expect(history).toHaveLength(2 * UPDATES);
  expect((await readdir(join(directory, 'broken'))).sort()).toEqual([
    'progress.json',
    'progress.json.corrupt',
  ]);
});
