import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { savedLimit, savedRun } from '../../../test/fixtures/saved-runs.js';
import type { SavedRun } from '../run/load-run.js';
import { saveLimitRun } from './runs.js';
import { saveRun } from './runs.js';
import type { SavedLimitSchema, SavedRunSchema } from './saved-run-schema.js';
import { findRuns, readSavedRuns } from './saved-runs.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'obs-lab-test-runs-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

const day = (date: number): number => Date.UTC(2026, 0, date) / 1000;
const light1 = savedRun({ tier: 'light', users: 40, start: day(1), id: 'aaaaaa' });
const light2 = savedRun({ tier: 'light', users: 40, start: day(2), id: 'bbbbbb' });
const light3 = savedRun({ tier: 'light', users: 40, start: day(4), id: 'cccccc' }, { ended: 'stopped' });
const heavy = savedRun({ tier: 'heavy', users: 200, start: day(3), id: 'dddddd' });
const mine = savedRun({ tier: 'my-own', users: 10, start: day(5), id: 'eeeeee' });
const elsewhere = savedRun(
  { tier: 'elsewhere', users: 5, start: day(0), id: 'ffffff' },
  { target: 'http://127.0.0.1:8080', reconciliation: null },
);

async function saveAll(): Promise<void> {
  for (const run of [mine, heavy, light1, light2, light3, elsewhere]) await saveRun(dir, run);
}

describe('readSavedRuns', () => {
  it('reads what saveRun wrote, oldest first', async () => {
    // What is saved must be readable: a field whose type changes must change on both sides.
    const readable: z.input<typeof SavedRunSchema> = light1 satisfies SavedRun;
    expect(readable).toBe(light1);
    await saveAll();
    const { runs, passedOver } = await readSavedRuns(dir);
    expect(runs.map(({ run }) => run)).toEqual(
      [elsewhere, light1, light2, heavy, light3, mine].map(({ run }) => run),
    );
    const [, first] = runs;
    expect({ ...light1, ...first, intervals: light1.intervals }).toEqual(light1);
    expect(first?.intervals).toHaveLength(light1.intervals.length);
    expect(passedOver).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['broken.json', '{"version":1,', /not JSON/],
    [
      'later.json',
      JSON.stringify({ ...light1, version: 2 }),
      /its version is 2, and this obs-lab only reads version 1/,
    ],
    ['other.json', '[]', /./],
    ['null.json', 'null', /./],
    ['numbers.json', JSON.stringify({ ...light1, users: 'many' }), /^users must be a number/],
    ['name.json', JSON.stringify({ ...light1, run: '../../etc/passwd' }), /^run is not a valid run name/],
    ['long.json', JSON.stringify({ ...light1, notices: Array(300).fill('x') }), /^notices .*at most 200/],
  ])('passes over %s, and says why', async (file, content, reason) => {
    await saveRun(dir, heavy);
    await writeFile(join(dir, file), content);
    const { runs, passedOver } = await readSavedRuns(dir);
    expect(runs.map(({ run }) => run)).toEqual([heavy.run]);
    expect(passedOver).toEqual([{ file, reason: expect.stringMatching(reason) }]);
  });

  it('accepts an unknown field', async () => {
    await writeFile(join(dir, 'a.json'), JSON.stringify({ ...light1, weather: 'fine' }));
    expect((await readSavedRuns(dir)).runs).toHaveLength(1);
  });

  it('finds the last search for the safe limit that found something, on the lab’s own API', async () => {
    const readable: z.input<typeof SavedLimitSchema> = savedLimit();
    expect(readable.kind).toBe('limit');
    const search = (run: string, changes: object) =>
      saveLimitRun(dir, {
        ...savedLimit(),
        run: `${run}-limit-aaaaaa`,
        startedAt: `${run}T00:00:00Z`,
        ...changes,
      });
    expect((await readSavedRuns(dir)).limit).toBeUndefined();
    await search('2026-01-04', {});
    await search('2026-01-03', {});
    await search('2026-01-05', { target: 'http://127.0.0.1:8080' });
    await search('2026-01-06', { limit: { ...savedLimit().limit, users: null, failsAt: null } });
    await writeFile(join(dir, 'limits', 'broken.json'), '{}');
    const { limit, limits, runs, passedOver } = await readSavedRuns(dir);
    expect(limits.map(({ startedAt }) => startedAt.slice(8, 10))).toEqual(['03', '04', '05', '06']);
    expect(limit?.run).toBe('2026-01-04-limit-aaaaaa');
    expect(runs).toEqual([]);
    expect(passedOver).toEqual([{ file: 'limits/broken.json', reason: expect.any(String) }]);
  });

  it('finds nothing if nothing was ever saved', async () =>
    expect(await readSavedRuns(join(dir, 'nowhere'))).toEqual({ runs: [], limits: [], passedOver: [] }));
});

describe('findRuns', () => {
  const find = async (...names: string[]): Promise<string[]> => {
    await saveAll();
    const found = await findRuns(names, (await readSavedRuns(dir)).runs);
    return found.map(({ run }) => run);
  };

  it.each<[string[], SavedRun[]]>([
    [[], [mine, light2, heavy]],
    [['light'], [light2]],
    [['my-own'], [mine]],
    [['latest'], [mine]],
    [
      ['heavy', 'elsewhere'],
      [elsewhere, heavy],
    ],
    [
      ['heavy', 'light', 'light'],
      [light2, heavy],
    ],
    [
      [light1.run, light2.run],
      [light1, light2],
    ],
    [['20260104'], [light3]],
    [['20260103T000000Z-h'], [heavy]],
  ])('%j', async (names, runs) => expect(await find(...names)).toEqual(runs.map(({ run }) => run)));

  it('opens a file in another directory', async () => {
    const path = join(dir, 'elsewhere.json');
    await writeFile(path, JSON.stringify(heavy));
    expect((await findRuns([path], []))[0]?.run).toBe(heavy.run);
    await expect(findRuns([join(dir, 'none.json')], [])).rejects.toMatchObject({ code: 'RUN_UNREADABLE' });
  });

  it('takes the last run of a tier if none was completed', async () =>
    expect((await findRuns(['light'], [light3]))[0]?.run).toBe(light3.run));

  it.each<[string[], SavedRun[], object]>([
    [[], [], { code: 'NO_RUNS', exitCode: 1 }],
    [['light'], [], { code: 'NO_RUNS' }],
    [[], [light3], { code: 'NO_RUNS', message: expect.stringContaining('was completed') }],
    [['2026'], [light1, heavy], { code: 'AMBIGUOUS_RUN', exitCode: 2 }],
    [[''], [light1], { code: 'UNKNOWN_RUN' }],
    [
      ['lihgt'],
      [light1],
      { code: 'UNKNOWN_RUN', exitCode: 2, hints: expect.arrayContaining(['Similar: light']) },
    ],
  ])('%j of %#: refuses', async (names, runs, error) =>
    expect(findRuns(names, runs)).rejects.toMatchObject(error),
  );
});
