import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDashboard } from '../../dashboards/open-dashboard.js';
import { watchDashboard } from './watch.js';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-dashboard-'));
  file = join(directory, 'mine.json');
  vi.stubEnv('OBS_LAB_HOME', join(directory, 'home'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const open = () => openDashboard({ name: file, range: undefined, variables: [] }, async () => ({}) as never);

test('prints the dashboard after each save, and why a save can’t be shown', async () => {
  const save = (text: string): Promise<void> => writeFile(file, text);
  const dashboard = (title: string): string => JSON.stringify({ uid: 'mine', title, panels: [] });
  const printed: string[] = [];
  const until = (text: string): Promise<void> =>
    vi.waitFor(() => expect(printed.at(-1)).toContain(text), { timeout: 10_000 });
  await save(dashboard('First'));
  const ended = watchDashboard(file, open, { live: false, print: (text) => printed.push(text) });
  await until('First');
  await save('{"title": "Second and broken"');
  await until('mine.json is not a dashboard: it is not JSON');
  await save(dashboard('Third, and whole'));
  await until('Third, and whole');
  process.emit('SIGHUP');
  expect(await ended).toBe(true);
  expect(printed).toHaveLength(3);
});

test.each([undefined, 'service'])('refuses to watch %s, which is not a file', async (name) => {
  await expect(watchDashboard(name, open, { live: false, print: () => undefined })).rejects.toMatchObject({
    code: 'WATCH_NEEDS_FILE',
    exitCode: 2,
  });
});
