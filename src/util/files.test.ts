import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomic } from './files.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-test-files-'));
  path = join(directory, 'file.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('replaces a file and never changes it: a program that has the old one open keeps all of it', async () => {
  await writeFile(path, 'the old content');
  await link(path, join(directory, 'old'));
  await writeFileAtomic(path, 'new');
  expect(await readFile(join(directory, 'old'), 'utf8')).toBe('the old content');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await readdir(directory)).sort()).toEqual(['file.json', 'old']);
});

it('keeps the old file if the new one can’t be written, and leaves nothing behind', async () => {
  await writeFile(path, 'the old content');
  const broken = { toString: () => 'x' } as unknown as string; // fails after the file was opened
  await expect(writeFileAtomic(path, broken)).rejects.toMatchObject({ path });
  expect(await readFile(path, 'utf8')).toBe('the old content');
  expect(await readdir(directory)).toEqual(['file.json']);
});

it('a reader sees the old content or the new, never a part', async () => {
  const contents = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
  await writeFileAtomic(path, contents[0]!);
  let writing = true;
  const writer = (async () => {
    for (let i = 0; i < 20; i++) await writeFileAtomic(path, contents[i % 2]!);
    writing = false;
  })();
  while (writing) {
    const seen = await readFile(path, 'utf8');
    if (!contents.includes(seen)) expect.fail(`${seen.length} characters of ${new Set(seen).size} kinds`);
  }
  await writer;
});

it('creates missing directories, and gives the file the mode', async () => {
  const deep = join(directory, 'a', 'b', 'secret');
  await writeFileAtomic(deep, '', { mode: 0o600 });
  expect((await stat(deep)).mode & 0o777).toBe(0o600);
});
