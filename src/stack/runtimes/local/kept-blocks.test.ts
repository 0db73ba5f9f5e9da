import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyKeptBlocks, keepBlocks, keptBlocksDirectory } from './kept-blocks.js';

let root: string;
let kept: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'obs-lab-test-blocks-'));
  kept = join(root, 'cache', 'worlds');
  await mkdir(join(root, 'first', '01ABC', 'chunks'), { recursive: true });
  await writeFile(join(root, 'first', '01ABC', 'chunks', '000001'), 'samples');
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('kept blocks come back whole', async () => {
  const copy = join(root, 'second');
  expect(await copyKeptBlocks(kept, copy)).toBe(false);
  await keepBlocks(kept, join(root, 'first'));
  expect(await copyKeptBlocks(kept, copy)).toBe(true);
  expect(await readFile(join(copy, '01ABC', 'chunks', '000001'), 'utf8')).toBe('samples');
});

test('blocks that were cut short are not used, and are replaced', async () => {
  await keepBlocks(kept, join(root, 'first'));
  await truncate(join(kept, 'blocks', '01ABC', 'chunks', '000001'), 3);
  expect(await copyKeptBlocks(kept, join(root, 'second'))).toBe(false);
  await keepBlocks(kept, join(root, 'first'));
  expect(await copyKeptBlocks(kept, join(root, 'second'))).toBe(true);
});

test('a cache that can’t be written to is no error', async () => {
  await writeFile(join(root, 'file'), '');
  await keepBlocks(join(root, 'file', 'worlds'), join(root, 'first'));
  expect(await copyKeptBlocks(join(root, 'file', 'worlds'), join(root, 'second'))).toBe(false);
});

test('another promtool makes its own', async () => {
  const [one, other] = [join(root, 'one'), join(root, 'other')];
  await writeFile(one, 'a');
  await writeFile(other, 'bc');
  expect(await keptBlocksDirectory(root, one, 'w')).not.toBe(await keptBlocksDirectory(root, other, 'w'));
});
