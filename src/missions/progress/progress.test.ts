import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mission } from '../library/schema.js';
import {
  emptyProgress,
  firstOpenStep,
  forget,
  missionScore,
  type Progress,
  recordAnswer,
  recordGiveUp,
  recordHints,
  recordTyped,
  stepProgressOf,
} from './progress.js';
import { openProgress } from './progress-file.js';

const AT = '2026-11-22T12:00:00.000Z';
const MISSION = {
  id: 'm',
  steps: [
    { id: 'a', weight: 1 },
    { id: 'b', weight: 2 },
    { id: 'c', weight: 1 },
  ],
} as unknown as Mission;

const answered = (progress: Progress, step: string, passed: boolean, answer = 'up'): Progress =>
  recordAnswer(progress, { mission: 'm', step, answer, passed, at: AT });

describe('records', () => {
  test('counts attempts until the pass', () => {
    let progress = answered(answered(emptyProgress(), 'a', false), 'a', true, 'up == 1');
    expect(stepProgressOf(progress, 'm', 'a')).toEqual({
      attempts: 2,
      hints: 0,
      passedAt: AT,
      answer: 'up == 1',
    });
    progress = answered(progress, 'a', false, 'later');
    expect(stepProgressOf(progress, 'm', 'a')).toMatchObject({ attempts: 2, answer: 'up == 1' });
    expect(progress.history).toEqual(['up', 'up == 1', 'later']);
  });

  test('gives no score for a step that was given up, even if it is passed later', () => {
    const progress = answered(recordGiveUp(emptyProgress(), 'm', 'b', AT), 'b', true);
    expect(missionScore(progress, MISSION)).toEqual({ passed: 0, score: 0 });
  });

  test('keeps the score if the solution is shown after a pass', () => {
    const progress = recordGiveUp(answered(emptyProgress(), 'b', true), 'm', 'b', AT);
    expect(missionScore(progress, MISSION)).toEqual({ passed: 1, score: 50 });
  });

  test('never reduces the number of hints', () => {
    const progress = recordHints(recordHints(emptyProgress(), 'm', 'a', 2), 'm', 'a', 1);
    expect(stepProgressOf(progress, 'm', 'a').hints).toBe(2);
  });

  test('the history has no consecutive duplicates, and a limited length', () => {
    expect(recordTyped(recordTyped(emptyProgress(), 'up'), 'up').history).toEqual(['up']);
    const long = Array.from({ length: 500 }).reduce<Progress>(
      (p, _, i) => recordTyped(p, String(i)),
      emptyProgress(),
    );
    expect(long.history).toHaveLength(200);
    expect(long.history.at(-1)).toBe('499');
  });

  test('reset removes the progress of a mission, or of a step', () => {
    const progress = answered(answered(emptyProgress(), 'a', true), 'b', true);
    expect(missionScore(forget(progress, 'm', 'a'), MISSION)).toEqual({ passed: 1, score: 50 });
    expect(forget(progress, 'm').missions).toEqual({});
    expect(forget(emptyProgress(), 'm', 'a').missions).toEqual({});
  });
});

describe('the step to continue with', () => {
  test.each<[string, Progress, string | undefined]>([
    ['is the first at the start', emptyProgress(), 'a'],
    ['is the first that is not done', answered(emptyProgress(), 'a', true), 'b'],
    ['comes after one given up', recordGiveUp(emptyProgress(), 'm', 'a', AT), 'b'],
    ['is one that was skipped', answered(answered(emptyProgress(), 'a', true), 'c', true), 'b'],
    ['is not a step that was removed', answered(answered(emptyProgress(), 'a', true), 'gone', true), 'b'],
    [
      'does not exist when all are done',
      ['a', 'b', 'c'].reduce((p, id) => answered(p, id, true), emptyProgress()),
      undefined,
    ],
  ])('%s', (_, progress, step) => expect(firstOpenStep(progress, MISSION)?.id).toBe(step));

  test('ignores steps that were removed from the mission', () => {
    expect(missionScore(answered(emptyProgress(), 'gone', true), MISSION)).toEqual({ passed: 0, score: 0 });
  });

  test('does not mistake an inherited property for a record', () => {
    expect(stepProgressOf(emptyProgress(), 'constructor', 'toString')).toEqual({ attempts: 0, hints: 0 });
  });
});

describe('the file', () => {
  let directory: string;
  let path: string;
  let notices: string[];
  const open = () => openProgress(path, (line) => notices.push(line));

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'obs-lab-progress-'));
    path = join(directory, 'progress.json');
    notices = [];
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('is empty if the file does not exist, and reading does not create it', async () => {
    expect(await open().read()).toEqual(emptyProgress());
    expect(await readdir(directory)).toEqual([]);
  });

  test('stores progress', async () => {
    await open().update((progress) => answered(progress, 'a', true));
    expect(missionScore(await open().read(), MISSION)).toEqual({ passed: 1, score: 25 });
  });

  test('keeps the steps of two concurrent writers', async () => {
    const [one, two] = [open(), open()];
    await one.update((progress) => answered(progress, 'a', true));
    await two.update((progress) => answered(progress, 'c', true));
    expect(missionScore(await one.read(), MISSION).passed).toBe(2);
  });

  test('runs updates of one store in order', async () => {
    const store = open();
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.update((p) => recordTyped(p, String(i)))));
    expect((await store.read()).history).toHaveLength(20);
    expect(await readdir(directory)).toEqual(['progress.json']);
  });

  test.each(['', '{', '[]', 'null', '{"version":1}', '{"version":1,"missions":[]}', '\u0000'])(
    'moves a file aside that can’t be parsed: %j',
    async (text) => {
      await writeFile(path, text);
      expect(await open().read()).toEqual(emptyProgress());
      expect(notices).toEqual([expect.stringContaining(`${path}.corrupt`)]);
      expect(await readFile(`${path}.corrupt`, 'utf8')).toBe(text);
    },
  );

  test('keeps a second such file next to the first', async () => {
    await writeFile(path, 'one');
    await open().read();
    await writeFile(path, 'two');
    await open().read();
    expect(await readFile(`${path}.corrupt`, 'utf8')).toBe('one');
    expect(await readFile(`${path}.corrupt-2`, 'utf8')).toBe('two');
  });

  test('does not touch a file of a newer obs-lab', async () => {
    await writeFile(path, '{"version":2}');
    await expect(open().read()).rejects.toMatchObject({ code: 'PROGRESS_TOO_NEW', exitCode: 4 });
    expect(await readFile(path, 'utf8')).toBe('{"version":2}');
  });

  test('keeps unknown steps and missions in an update', async () => {
    const text = { version: 1, missions: { old: { steps: { x: { attempts: 3, hints: 0 } } } }, history: [] };
    await writeFile(path, JSON.stringify(text));
    await open().update((progress) => answered(progress, 'a', true));
    expect((await open().read()).missions['old']).toEqual({ steps: { x: { attempts: 3, hints: 0 } } });
  });
});
