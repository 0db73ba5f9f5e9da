import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabHome } from '../stack/home.js';
import { linkDashboard } from '../stack/own-dashboards.js';
import { listDashboards, readDashboard } from './dashboard-files.js';

let directory: string;
let home: LabHome;
let folder: string;
let file: string;
const text = (title: string): string => JSON.stringify({ uid: 'mine', title, panels: [] });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-board-'));
  home = { configDir: join(directory, 'config') } as LabHome;
  folder = join(home.configDir, 'board/dashboards');
  file = join(directory, 'mine.json');
  await writeFile(file, text('Mine'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('the board shows a file of the learner’s, and each version of it', async () => {
  await mkdir(folder, { recursive: true });
  await linkDashboard(file, home);
  await linkDashboard(file, home);
  const before = await listDashboards(folder);
  expect(before.dashboards.map(({ title }) => title)).toEqual(['Mine']);
  await writeFile(file, text('Changed'));
  const after = await listDashboards(folder);
  expect(after.dashboards).toEqual([
    { ...before.dashboards[0], title: 'Changed', version: expect.any(String) },
  ]);
  expect(after.dashboards[0]!.version).not.toBe(before.dashboards[0]!.version);
  expect(await readDashboard(folder, 'mine')).toBe(text('Changed'));
  expect(await listDashboards(folder)).toEqual(after);
});

test('a file that is broken is named, and one that is gone is forgotten', async () => {
  await mkdir(folder, { recursive: true });
  await linkDashboard(file, home);
  await writeFile(file, '{');
  expect((await listDashboards(folder)).problems).toEqual([
    { file: 'own-mine.json', message: expect.stringContaining('JSON') },
  ]);
  await rm(file);
  expect(await listDashboards(folder)).toEqual({ dashboards: [], problems: [] });
});

test('without a board, nothing is linked and nothing fails', async () => {
  await linkDashboard(file, home);
  expect(await listDashboards(folder)).toEqual({ dashboards: [], problems: [] });
});
