import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SavedRun } from '../run/load-run.js';
import { createRunId, latestRun, saveRun } from './runs.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'obs-lab-runs-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

function run(id: string, ended: SavedRun['ended'] = 'completed') {
  return { version: 1, run: id, ended } as SavedRun;
}

it('names runs so that they sort by time and never collide', () => {
  const id = createRunId('light', new Date('2026-11-22T13:44:09.123Z'));
  expect(id).toMatch(/^20261122T134409Z-light-[0-9a-f]{6}$/);
  expect(createRunId('light')).not.toBe(createRunId('light'));
});

it('finds the latest completed run of a tier', async () => {
  await saveRun(dir, run('20260101T000000Z-light-aaaaaa'));
  await saveRun(dir, run('20260102T000000Z-light-bbbbbb'));
  await saveRun(dir, run('20260103T000000Z-light-cccccc', 'interrupted'));
  await saveRun(dir, run('20260104T000000Z-heavy-dddddd'));
  await saveRun(dir, run('20260105T000000Z-my-light-eeeeee'));
  await writeFile(join(dir, '20260106T000000Z-light-ffffff.json'), '{"version":');
  expect((await latestRun(dir, 'light'))?.run).toBe('20260102T000000Z-light-bbbbbb');
  expect((await latestRun(dir, 'my-light'))?.run).toBe('20260105T000000Z-my-light-eeeeee');
  expect(await latestRun(dir, 'medium')).toBeUndefined();
  expect(await latestRun(join(dir, 'nowhere'), 'light')).toBeUndefined();
});

it('leaves no temporary file', async () => {
  const path = await saveRun(join(dir, 'runs'), run('x'));
  expect(await readdir(join(dir, 'runs'))).toEqual(['x.json']);
  expect(path).toBe(join(dir, 'runs', 'x.json'));
});
