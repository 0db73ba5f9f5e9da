import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../util/package-root.js';
import { findMission, findStep, loadMissions, missionDirectories } from './library.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'obs-lab-missions-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(folder: string, id: string, text = mission(id)): Promise<void> {
  await mkdir(join(directory, folder), { recursive: true });
  await writeFile(join(directory, folder, 'mission.yaml'), text);
}

function mission(id: string): string {
  return JSON.stringify({
    id,
    title: id,
    summary: 'x',
    learned: ['x'],
    steps: [
      {
        id: 'one-step',
        title: 'x',
        prompt: 'x',
        concepts: ['x'],
        needs: [{ selector: 'up', window: '1s' }],
        answer: {
          type: 'promql',
          reference: 'up',
          accept: ['a', 'b', 'c'],
          reject: ['d', 'e', 'f'].map((answer) => ({ answer, diagnosis: 'x' })),
        },
        hints: ['a', 'b'],
        explanation: 'x',
      },
    ],
  });
}

test('the shipped missions load, and are found by number, id and folder', async () => {
  const library = await loadMissions(missionDirectories(packageRoot(), {}));
  expect(library.broken).toEqual([]);
  for (const name of ['1', '01', 'promql-basics', 'PromQL-Basics', '01-promql']) {
    expect(findMission(library, name).id).toBe('promql-basics');
  }
});

test('replaces ${mission} with the mission’s folder', async () => {
  await write('01-a', 'a', mission('a').replace('"prompt":"x"', '"prompt":"run ${mission}/x.mjs"'));
  const { missions } = await loadMissions([directory]);
  expect(missions[0]?.steps[0]?.prompt).toBe(`run ${join(directory, '01-a')}/x.mjs`);
});

test('takes numbers from the folder; if one is taken or missing, uses the next free number', async () => {
  await write('02-b', 'b');
  await write('1-a', 'a');
  await write('02-c', 'c');
  await write('mine', 'd');
  const { missions } = await loadMissions([directory]);
  expect(missions.map(({ id, number }) => [number, id])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ]);
});

test('loads the other missions if one is broken, and reports its errors when it is selected', async () => {
  await write('01-good', 'good');
  await write('02-broken', 'broken', 'id: [');
  await mkdir(join(directory, '03-empty'));
  const library = await loadMissions([directory]);
  expect(library.missions.map(({ id }) => id)).toEqual(['good']);
  expect(library.broken.map(({ folder }) => folder)).toEqual(['02-broken']);
  for (const name of ['2', '02-broken']) {
    expect(() => findMission(library, name)).toThrow(
      expect.objectContaining({ code: 'MISSION_INVALID', exitCode: 2 }),
    );
  }
});

test('accepts a mission’s own folder as a directory, and loads it once if it is named in two ways', async () => {
  await write('01-a', 'a');
  for (const directories of [
    [join(directory, '01-a')],
    [directory, join(directory, '01-a'), `${directory}/.`],
  ]) {
    const { missions, broken } = await loadMissions(directories);
    expect(broken).toEqual([]);
    expect(missions.map(({ id, number }) => [number, id])).toEqual([[1, 'a']]);
  }
});

test.each<[string, string | Buffer, RegExp]>([
  ['a Windows editor’s', `\uFEFF${mission('a')}\r\n`, /^$/],
  ['Latin-1', Buffer.from('id: a\ntitle: Gr\xFC\xDFe\n', 'latin1'), /:2:10: can’t be read: invalid UTF-8/],
  ['UTF-16', Buffer.from('\uFEFFid: a\n', 'utf16le'), /:1:1: can’t be read: .* UTF-16/],
  ['too large', `# ${'x'.repeat(1_000_000)}`, /:1:1: can’t be read: it is 1\.0 MB/],
])('a file that is %s', async (_, text, expected) => {
  await mkdir(join(directory, '01-a'));
  await writeFile(join(directory, '01-a', 'mission.yaml'), text);
  const { broken } = await loadMissions([directory]);
  expect(broken.map(({ error }) => error.message).join()).toMatch(expected);
});

test('skips what is not a regular file, and does not follow circular links forever', async () => {
  await mkdir(join(directory, '01-a', 'mission.yaml'), { recursive: true });
  await symlink('02-loop', join(directory, '02-loop'));
  const { broken } = await loadMissions([directory]);
  expect(broken.map(({ folder, error }) => [folder, error.problems[0]?.message])).toEqual([
    ['01-a', 'can’t be read: it is a directory'],
    ['02-loop', expect.stringMatching(/^can’t be read: too many symbolic links/)],
  ]);
});

test('rejects a second mission with the same id', async () => {
  await write('01-a', 'a');
  await write('02-a', 'a');
  const library = await loadMissions([directory]);
  expect(library.missions).toHaveLength(1);
  expect(library.broken[0]?.error.message).toMatch(/a is taken by .*01-a/);
});

describe('reports, with suggestions, if something does not exist', () => {
  test('a mission', async () => {
    await write('01-a', 'promql-basics');
    const library = await loadMissions([directory]);
    expect(() => findMission(library, 'promql')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_MISSION',
        exitCode: 2,
        hints: [
          'Did you mean promql-basics?',
          'Missions: 1 promql-basics',
          expect.stringContaining('--path DIR'),
        ],
      }),
    );
    expect(() => findMission(library, '7')).toThrow('Unknown mission: 7');
  });

  test('a step', async () => {
    await write('01-a', 'a');
    const found = findMission(await loadMissions([directory]), '1');
    expect(findStep(found, 'One-Step').id).toBe('one-step');
    expect(() => findStep(found, 'one-stp')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_STEP',
        exitCode: 2,
        hints: ['Did you mean one-step?', 'Steps: one-step'],
      }),
    );
  });

  test('the directory', async () => {
    await expect(loadMissions([join(directory, 'none')])).rejects.toMatchObject({
      code: 'MISSIONS_UNREADABLE',
      exitCode: 2,
    });
  });
});

test('OBS_LAB_MISSIONS adds a directory', () => {
  expect(missionDirectories('/p', {})).toEqual(['/p/missions']);
  expect(missionDirectories('/p', { OBS_LAB_MISSIONS: '/mine' })).toEqual(['/p/missions', '/mine']);
});
