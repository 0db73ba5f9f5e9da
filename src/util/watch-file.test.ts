import { appendFile, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FileWatch, watchFile } from './watch-file.js';

const POLL_MS = 20;

let directory: string;
let path: string;
let saves: number;
let watch: FileWatch;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-watch-'));
  path = join(directory, 'answer.yml');
  saves = 0;
});
afterEach(async () => {
  watch.stop();
  await rm(directory, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  watch = watchFile(path, { onSaved: () => saves++, pollMs: POLL_MS });
  await sleep(3 * POLL_MS);
}

const until = (count: number): Promise<void> =>
  vi.waitFor(() => expect(saves).toBe(count), { timeout: 5000, interval: POLL_MS });

test('reports each save, and not the file as it was', async () => {
  await writeFile(path, 'one');
  await begin();
  expect([saves, watch.exists()]).toEqual([0, true]);
  await writeFile(path, 'two more');
  await until(1);
  await writeFile(path, 'three and more');
  await until(2);
  await sleep(5 * POLL_MS);
  expect(saves).toBe(2);
});

test('reports an editor that saves by renaming', async () => {
  await writeFile(path, 'one');
  await begin();
  await rename(path, `${path}~`);
  await writeFile(`${path}.new`, 'two');
  await rename(`${path}.new`, path);
  await until(1);
});

test('reports a file that did not exist yet', async () => {
  await begin();
  expect(watch.exists()).toBe(false);
  await writeFile(path, 'new');
  await until(1);
  expect(watch.exists()).toBe(true);
});

test('waits for a save in several writes, and for a file that was only emptied', async () => {
  await writeFile(path, 'one');
  await begin();
  await (await open(path, 'w')).close();
  await sleep(6 * POLL_MS);
  expect(saves).toBe(0);
  // On a busy machine the writer may pause for so long that what it has written is whole, for all that one can see.
  let pauses = 0;
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    await appendFile(path, 'a piece\n');
    await sleep(2);
    if (performance.now() - before > POLL_MS) pauses++;
  }
  await until(1);
  await sleep(5 * POLL_MS);
  expect(saves).toBeLessThanOrEqual(1 + pauses);
});

test('reports nothing once it is stopped', async () => {
  await writeFile(path, 'one');
  await begin();
  watch.stop();
  await writeFile(path, 'two more');
  await sleep(5 * POLL_MS);
  expect(saves).toBe(0);
});
