import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { savedLimit } from '../../../../test/fixtures/saved-runs.js';
import { saveLimitRun } from '../../../load/saved/runs.js';
import { readSavedRuns } from '../../../load/saved/saved-runs.js';
import type { SavedLoad } from '../types.js';
import { gradeLoad } from './load.js';
import { judgeSearches } from './load-search.js';

const NOW = Date.parse('2026-11-22T12:00:00Z') / 1000;
type Search = Parameters<typeof judgeSearches>[2][number];

const search = (users: number | null, change: Partial<Search> = {}): Search => ({
  tier: 'light',
  ended: 'completed',
  endedAt: '2026-11-22T11:50:00Z',
  limit: { users },
  ...change,
});

test.each<[string, string, Search[], string]>([
  ['the limit', '128', [search(128)], 'pass'],
  ['nearly the limit', '125', [search(128)], 'pass'],
  ['one user off, of few', '3', [search(4)], 'pass'],
  ['that of an earlier search', '100', [search(100), search(128)], 'pass'],
  ['one that was cut short, but found some', '64', [search(64, { ended: 'stopped' })], 'pass'],
  ['too many', '300', [search(128)], 'wrong number-too-large'],
  ['no number', 'many', [search(128)], 'error not-a-number'],
  ['nothing typed', '', [search(128)], 'error not-a-number'],
  ['no search', '128', [], 'wrong no-run'],
  ['an old one', '128', [search(128, { endedAt: '2026-11-22T10:00:00Z' })], 'wrong run-too-old'],
  ['nothing held', '1', [search(null)], 'wrong run-not-completed'],
  ['interrupted', '1', [search(null, { ended: 'interrupted' })], 'wrong run-not-completed'],
  ['another server', '128', [search(128, { target: 'http://127.0.0.1:8000' })], 'wrong no-run'],
  ['with a noun', 'about 128 users', [search(128)], 'pass'],
  ['with a mark of thousands', '1,280', [search(1280)], 'pass'],
  ['another tier', '128', [search(128, { tier: 'heavy' })], 'wrong no-run'],
])('%s', (_, typed, searches, expected) => {
  const { verdict, diagnoses } = judgeSearches({ tier: 'light', within: 3600 }, typed, searches, NOW);
  expect([verdict, ...diagnoses.map(({ rule }) => rule)].join(' ')).toBe(expected);
});

test('grades the searches that are saved on this home', async () => {
  const runs = await mkdtemp(join(tmpdir(), 'obs-lab-searches-'));
  const { limit, ...saved } = savedLimit();
  const gradeTyped = async (typed: string): Promise<string> => {
    const task = { type: 'load', search: true, within: 3600, solution: 'x' } as const;
    const savedLoad = (): Promise<SavedLoad> => readSavedRuns(runs);
    return (await gradeLoad(task, typed, { savedLoad, now: Date.parse(saved.endedAt) / 1000 + 60 })).verdict;
  };
  try {
    expect(await gradeTyped('128')).toBe('wrong');
    await saveLimitRun(runs, { ...saved, limit: { ...limit, users: 128 } });
    await writeFile(join(runs, 'limits', 'broken.json'), '{"tier":');
    expect(await gradeTyped('128')).toBe('pass');
    expect(await gradeTyped('300')).toBe('wrong');
  } finally {
    await rm(runs, { recursive: true, force: true });
  }
});
